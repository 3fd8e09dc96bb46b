// SPDX-License-Identifier: Apache-2.0
import { current } from './settings';

const STEPS: [number, string][] = [[1e9, '\u00a0G'], [1e6, '\u00a0M'], [1e3, '\u00a0k']];

/** Three digits and a unit: 1,204 is `1.20 k`, with a space that does not break. */
export function short(number: number): string {
  for (const [step, unit] of STEPS) {
    if (number >= step * 0.9995) {
      const value = number / step;
      return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + unit;
    }
  }
  return number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);
}

export function full(number: number): string {
  return number.toLocaleString(current().language, { maximumFractionDigits: 1 });
}

export function zone(): string {
  return current().utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The time of day, with the date unless it is today. */
export function clock(iso: string): string {
  if (!iso) return '';
  const at = new Date(iso);
  const timeZone = zone();
  const day = (date: Date) => date.toLocaleDateString('sv-SE', { timeZone });
  const time = at.toLocaleTimeString('sv-SE', { timeZone });
  return day(at) === day(new Date()) ? time : `${day(at)} ${time}`;
}

/** How long ago, in its greatest unit but one: `3m 20s`. */
export function ago(iso: string, nowMs: number): string {
  let seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1_000));
  const parts: string[] = [];
  for (const [size, unit] of [[86_400, 'd'], [3_600, 'h'], [60, 'm'], [1, 's']] as [number, string][]) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count || (unit === 's' && !parts.length)) parts.push(count + unit);
  }
  return parts.slice(0, 2).join(' ');
}

/** A word of a shell, quoted where it needs it. */
export function quoted(text: string): string {
  return /^[\w.:/@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
