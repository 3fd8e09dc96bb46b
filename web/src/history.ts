// SPDX-License-Identifier: Apache-2.0
// Rates of the last hour: those that the daemon kept, and those that this page has seen. What neither has is a gap.
import { get } from './api';
import type { Rate, RateHistory, VipRow } from './types';

const STEP_MS = 2_000;
const KEPT = 1_800;
const GAP_MS = 3 * STEP_MS;
/** So that a page with hundreds of VIPs takes them one by one. */
const ASK_PAUSE_MS = 150;

export interface Series { timesMs: number[]; packets: number[]; bits: number[]; sessions: number[] }

export const TOTAL = '';

export class History {
  private readonly series = new Map<string, Series>();
  private newestMs = 0;
  private readonly asked = new Set<string>();
  private readonly waiting: string[] = [];

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

  /** Has the daemon's own samples put before those that this page has seen, once for each name. */
  want(name: string): void {
    if (this.asked.has(name)) return;
    this.asked.add(name);
    this.waiting.push(name);
    if (this.waiting.length === 1) setTimeout(() => void this.ask(), ASK_PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const name = this.waiting[0]!;
    try {
      this.precede(name, await get<RateHistory>(`/v1/rates/history?vip=${encodeURIComponent(name)}`));
    } catch {
      // The chart begins with what this page has seen.
    }
    this.waiting.shift();
    if (this.waiting.length) setTimeout(() => void this.ask(), ASK_PAUSE_MS);
  }

  private precede(name: string, kept: RateHistory): void {
    const series = this.series.get(name);
    if (!series || !kept.kept) return;
    const stepMs = kept.step_seconds * 1_000;
    const firstMs = series.timesMs[0] ?? Infinity;
    const times = kept.packets.map((_, i) => Date.parse(kept.end) - (kept.packets.length - 1 - i) * stepMs);
    const count = times.filter((ms) => ms < firstMs - stepMs / 2).length;
    series.timesMs.unshift(...times.slice(0, count));
    for (const kind of ['packets', 'bits', 'sessions'] as const) series[kind].unshift(...kept[kind].slice(0, count));
  }

  of(name: string): Series | undefined {
    return this.series.get(name);
  }

  /** Means of equal parts of the time that was seen; null where it was not seen, undefined for a part without a sample. */
  shape(name: string, most: number): { points: (number | null | undefined)[]; sinceMs: number } {
    const series = this.series.get(name);
    if (!series || series.timesMs.length < 2) return { points: [], sinceMs: 0 };
    const sinceMs = series.timesMs[0]!;
    const span = series.timesMs[series.timesMs.length - 1]! - sinceMs + 1;
    const parts = Math.min(most, Math.max(2, Math.floor(span / STEP_MS)));
    const sums = new Array<number>(parts).fill(0);
    const counts = new Array<number>(parts).fill(0);
    const gaps = new Array<boolean>(parts).fill(false);
    series.timesMs.forEach((ms, i) => {
      const part = Math.min(parts - 1, Math.floor(((ms - sinceMs) / span) * parts));
      if (Number.isNaN(series.packets[i])) {
        gaps[part] = true;
        return;
      }
      sums[part]! += series.packets[i]!;
      counts[part]! += 1;
    });
    return { points: sums.map((sum, i) => (counts[i] ? sum / counts[i]! : gaps[i] ? null : undefined)), sinceMs };
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
