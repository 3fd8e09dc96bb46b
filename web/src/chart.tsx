// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { feed, useFeed } from './feed';
import { clock, full, quoted, short, zone } from './format';
import { Num } from './number';
import { promql } from './promql';
import { isDark, useSettings } from './settings';
import { say } from './words';

const HEIGHT = 150;
const COLOURS = {
  packets: ['#58a6ff', '#0758b8'], bits: ['#bc8cff', '#6f3fc4'], sessions: ['#3fb950', '#14692b'],
} as const;

interface Props { name: string; kind: 'packets' | 'bits' | 'sessions'; title: string }

export function Chart({ name, kind, title }: Props) {
  const { theme, utc } = useSettings();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useFeed();
  const series = feed.history.of(name);
  const seen = (series?.timesMs.length ?? 0) > 1;
  useEffect(() => {
    if (!box.current || !seen) return;
    const element = box.current;
    const drawn = new uPlot(options(kind, title, element.clientWidth), data(name, kind), element);
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [name, kind, seen, theme, utc]);
  useEffect(() => plot.current?.setData(data(name, kind)));
  const newest = series && seen ? series[kind][series[kind].length - 1]! : NaN;
  return (
    <figure class="card chart">
      <figcaption>{title} {!Number.isNaN(newest) && <Num full={full(newest)} command={`baro rates ${quoted(name)}`} promql={promql[kind === 'sessions' ? 'newSessions' : kind](name)}><b>{short(newest)}</b></Num>} <small>{seen ? say('chartSince', clock(new Date(series!.timesMs[0]!).toISOString())) : say('gathering')}</small></figcaption>
      <div ref={box} role="img" aria-label={`${title}: ${Number.isNaN(newest) ? say('gathering') : short(newest)}`} />
    </figure>
  );
}

function data(name: string, kind: Props['kind']): uPlot.AlignedData {
  const series = feed.history.of(name);
  return series ? [series.timesMs.map((ms) => ms / 1_000), series[kind].map((value) => (Number.isNaN(value) ? null : value))] : [[], []];
}

function options(kind: Props['kind'], title: string, width: number): uPlot.Options {
  const dark = isDark();
  const axis = { stroke: dark ? '#9aa7b4' : '#4a5563', grid: { stroke: dark ? '#27313b' : '#dde3ea', width: 1 }, ticks: { show: false } };
  const colour = COLOURS[kind][dark ? 0 : 1];
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), zone()),
    scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      { ...axis, size: 30, values: [[3600, '{HH}:{mm}', null, null, null, null, null, null, 1], [60, '{HH}:{mm}', null, null, null, null, null, null, 1], [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1]] },
      { ...axis, size: 60, values: (_, values) => values.map((value) => short(value)) },
    ],
    series: [{}, { label: title, stroke: colour, fill: `${colour}22`, width: 1.5, points: { show: false } }],
  };
}
