// SPDX-License-Identifier: Apache-2.0
import { current } from './settings';
import { en, type Words } from './words/en';
import { ko } from './words/ko';

export type Word = keyof Words;

/** A sentence in the viewer's language. */
export function say(word: Word, ...values: (string | number)[]): string {
  const text = (current().language === 'ko' ? ko : en)[word];
  return text.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
}

/** A word of the daemon in the viewer's language; one that the page does not know stays as it is. */
export function translated(word: string): string {
  return Object.hasOwn(en, word) ? say(word as Word) : word;
}
