// SPDX-License-Identifier: Apache-2.0
// States as a shape, a colour and a word: never by the colour alone.
import { translated } from './words';

export type Tone = 'good' | 'warn' | 'bad' | 'idle';

const TONES: Record<string, Tone> = {
  ok: 'good', up: 'good', healthy: 'good', native: 'good', enabled: 'idle',
  unwell: 'warn', short: 'warn', kept: 'warn', held: 'warn', partly: 'warn', drain: 'warn', unknown: 'warn', generic: 'warn', warning: 'warn',
  out: 'bad', down: 'bad', none: 'bad', error: 'bad', disabled: 'idle',
};

export function tone(word: string): Tone {
  return TONES[word] ?? 'idle';
}

const SHAPES: Record<Tone, string> = {
  good: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  warn: 'M6 .8 11.6 11H.4z',
  bad: 'M1 1h10v10H1z',
  idle: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10zm0 2a3 3 0 1 0 0 6a3 3 0 1 0 0-6z',
};

export function Shape({ of }: { of: Tone }) {
  return <svg class={`shape ${of}`} viewBox="0 0 12 12" aria-hidden="true"><path d={SHAPES[of]} /></svg>;
}

export function State({ word, text }: { word: string; text?: string }) {
  return <span class={`state ${tone(word)}`}><Shape of={tone(word)} />{text ?? translated(word)}</span>;
}

const ORDER = ['l2', 'l3', 'l4', 'l7'];

/** `L3 L4 L7`, each with its shape. A layer that is not probed is not shown. */
export function Layers({ of }: { of: Record<string, string> | undefined }) {
  const layers = Object.entries(of ?? {}).sort((a, b) => ORDER.indexOf(a[0]) - ORDER.indexOf(b[0]));
  return (
    <span class="layers">
      {layers.map(([layer, word]) => (
        <span key={layer} class={tone(word)} title={`${layer.toUpperCase()}: ${translated(word)}`}>
          <Shape of={tone(word)} />{layer.toUpperCase()}<span class="hidden"> {translated(word)}</span>
        </span>
      ))}
    </span>
  );
}

/** A time in the viewer's zone, and in UTC where one points at it. */
export function Time({ iso, text }: { iso: string; text: string }) {
  return <time dateTime={iso} title={iso.replace('T', ' ').replace('Z', ' UTC')}>{text}</time>;
}
