// SPDX-License-Identifier: Apache-2.0
// Rates that this page has seen, an hour at most. Nothing is made up: what was not seen is a gap.
import type { Rate, VipRow } from './types';

const STEP_MS = 2_000;
const KEPT = 1_800;
const GAP_MS = 3 * STEP_MS;

export interface Series { timesMs: number[]; packets: number[]; bits: number[]; sessions: number[] }

export const TOTAL = '';

export class History {
  private readonly series = new Map<string, Series>();
  private newestMs = 0;

  add(atMs: number, rows: VipRow[], total: Rate): void {
    if (atMs - this.newestMs < STEP_MS - 100) return;
    this.newestMs = atMs;
    this.put(TOTAL, atMs, total);
    const names = new Set(rows.map((row) => row.name));
    rows.forEach((row) => this.put(row.name, atMs, row.now));
    for (const name of this.series.keys()) {
      if (name !== TOTAL && !names.has(name)) this.series.delete(name);
    }
  }

  of(name: string): Series | undefined {
    return this.series.get(name);
  }

  /** Means of equal parts of the time that was seen, null for a part without a sample. */
  shape(name: string, most: number): { points: (number | null)[]; sinceMs: number } {
    const series = this.series.get(name);
    if (!series || series.timesMs.length < 2) return { points: [], sinceMs: 0 };
    const sinceMs = series.timesMs[0]!;
    const span = series.timesMs[series.timesMs.length - 1]! - sinceMs + 1;
    const parts = Math.min(most, Math.max(2, Math.floor(span / STEP_MS)));
    const width = span / parts;
    const sums = new Array<number>(parts).fill(0);
    const counts = new Array<number>(parts).fill(0);
    series.timesMs.forEach((ms, i) => {
      if (Number.isNaN(series.packets[i])) return;
      const part = Math.min(parts - 1, Math.floor((ms - sinceMs) / width));
      sums[part]! += series.packets[i]!;
      counts[part]! += 1;
    });
    const points = sums.map((sum, i) => (counts[i] ? sum / counts[i]! : null));
    return { points, sinceMs };
  }

  private put(name: string, atMs: number, rate: Rate): void {
    let series = this.series.get(name);
    if (!series) {
      series = { timesMs: [], packets: [], bits: [], sessions: [] };
      this.series.set(name, series);
    }
    const last = series.timesMs[series.timesMs.length - 1];
    if (last !== undefined && atMs - last > GAP_MS) this.push(series, last + STEP_MS, NaN, NaN, NaN);
    this.push(series, atMs, rate.packets, rate.bits, rate.sessions);
  }

  private push(series: Series, ms: number, packets: number, bits: number, sessions: number): void {
    series.timesMs.push(ms);
    series.packets.push(packets);
    series.bits.push(bits);
    series.sessions.push(sessions);
    if (series.timesMs.length > KEPT) {
      [series.timesMs, series.packets, series.bits, series.sessions].forEach((list) => list.shift());
    }
  }
}
