// SPDX-License-Identifier: Apache-2.0
// What a viewer chose, kept by the browser.
import { useEffect, useState } from 'preact/hooks';

export type Theme = 'auto' | 'dark' | 'light';
export type Language = 'en' | 'ko';
export interface Settings { theme: Theme; language: Language; utc: boolean }

const KEY = 'baro';
const query = new URLSearchParams(location.search);
export const wall = query.has('wall');

function first(): Settings {
  let kept: Partial<Settings> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
  } catch {
    // Kept by another version, or not at all: the defaults hold.
  }
  const language = query.get('lang') ?? kept.language ?? navigator.language;
  const theme = query.get('theme') ?? kept.theme;
  return {
    theme: theme === 'dark' || theme === 'light' ? theme : 'auto',
    language: language.startsWith('ko') ? 'ko' : 'en',
    utc: kept.utc === true,
  };
}

let settings = first();
const listeners = new Set<() => void>();

function show(): void {
  document.documentElement.lang = settings.language;
  document.documentElement.dataset.theme = settings.theme;
  document.documentElement.classList.toggle('wall', wall);
}
show();

export function current(): Settings {
  return settings;
}

export function choose(some: Partial<Settings>): void {
  settings = { ...settings, ...some };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  show();
  listeners.forEach((listener) => listener());
}

export function useSettings(): Settings {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((n) => n + 1);
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }, []);
  return settings;
}

export function isDark(): boolean {
  return settings.theme === 'dark'
    || (settings.theme === 'auto' && !matchMedia('(prefers-color-scheme: light)').matches);
}
