// SPDX-License-Identifier: Apache-2.0
import { feed } from './feed';
import { clock } from './format';
import { say } from './words';

const PARTS = 60;
const WIDTH = 120;
const HEIGHT = 22;

/** The packets of a VIP over the time that this page has seen. */
export function Spark({ name }: { name: string }) {
  const { points, sinceMs } = feed.history.shape(name, PARTS);
  const highest = Math.max(1, ...points.map((point) => point ?? 0));
  const step = WIDTH / Math.max(1, points.length - 1);
  let d = '';
  points.forEach((point, i) => {
    if (point === null) return;
    const y = HEIGHT - 1 - (point / highest) * (HEIGHT - 3);
    d += `${d && points[i - 1] !== null ? 'L' : 'M'}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  const label = sinceMs ? say('trendSince', clock(new Date(sinceMs).toISOString())) : say('gathering');
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={d} />
    </svg>
  );
}
