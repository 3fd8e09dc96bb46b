// SPDX-License-Identifier: Apache-2.0
import { feed } from './feed';
import { clock } from './format';
import { say } from './words';

const PARTS = 60;
const WIDTH = 120;
const HEIGHT = 22;

/** The packets of a VIP over the time that this page has seen. */
export function Spark({ name }: { name: string }) {
  feed.history.want(name);
  const { points, sinceMs } = feed.history.shape(name, PARTS);
  const highest = Math.max(1, ...points.map((point) => point ?? 0));
  const step = WIDTH / Math.max(1, points.length - 1);
  let d = '';
  let drawing = false;
  points.forEach((point, i) => {
    if (point === null) drawing = false;
    if (point === null || point === undefined) return;
    const y = HEIGHT - 1 - (point / highest) * (HEIGHT - 3);
    d += `${drawing ? 'L' : 'M'}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    drawing = true;
  });
  const label = sinceMs ? say('trendSince', clock(new Date(sinceMs).toISOString())) : say('gathering');
  return (
    <svg class="spark" preserveAspectRatio="none" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={d} />
    </svg>
  );
}
