// SPDX-License-Identifier: Apache-2.0
// The one stream of the daemon, and what it has said so far.
import { useEffect, useState } from 'preact/hooks';
import { History } from './history';
import type { BaroEvent, Message, Parts, VipRow } from './types';

/** A frame comes each second; one may be late on a busy host. */
const STALE_AFTER_MS = 3_000;
const AGAIN_AFTER_MS = 1_000;
const MOST_EVENTS = 500;

export interface View extends Parts { time: string; rows: VipRow[]; events: BaroEvent[] }

export interface Outcome { name: string; count: number; perSecond: number | null }

class Feed {
  view: View | null = null;
  /** When the newest frame came; 0 before the first. */
  heardMs = 0;
  live = false;
  readonly history = new History();
  outcomes: Outcome[] = [];
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  private counted: { atMs: number; counts: Record<string, number> } | null = null;

  start(): void {
    this.connect();
    setInterval(() => {
      if (this.live && Date.now() - this.heardMs > STALE_AFTER_MS) this.lose();
    }, 500);
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private connect(): void {
    this.source?.close();
    const source = new EventSource('/page/stream');
    this.source = source;
    source.addEventListener('all', (event) => this.take(JSON.parse(event.data) as Message, true));
    source.addEventListener('changes', (event) => this.take(JSON.parse(event.data) as Message, false));
    source.onerror = () => {
      source.close();
      if (this.source === source) {
        this.lose();
        setTimeout(() => this.connect(), AGAIN_AFTER_MS);
      }
    };
  }

  private lose(): void {
    this.live = false;
    this.tell();
  }

  private take(message: Message, whole: boolean): void {
    const before = this.view;
    if (!whole && !before) return;
    const { number: _number, rows, events, ...parts } = message;
    if (whole || !before) {
      const restarted = before !== null && parts.about?.started !== before.about.started;
      if (before && parts.about?.version !== before.about.version) location.reload();
      if (restarted) this.counted = null;
      this.view = { ...(parts as Parts & { time: string }), rows, events };
    } else {
      const changed = new Map(rows.map((row) => [row.name, row]));
      this.view = {
        ...before,
        ...parts,
        rows: changed.size ? before.rows.map((row) => changed.get(row.name) ?? row) : before.rows,
        events: events.length ? [...before.events, ...events].slice(-MOST_EVENTS) : before.events,
      };
    }
    this.heardMs = Date.now();
    this.live = true;
    this.measure(this.view);
    this.tell();
  }

  private measure(view: View): void {
    const atMs = Date.parse(view.time);
    this.history.add(atMs, view.rows, view.total);
    const last = this.counted;
    if (last && atMs - last.atMs < 1_900) return;
    const seconds = last ? (atMs - last.atMs) / 1_000 : 0;
    this.outcomes = Object.entries(view.outcomes).map(([name, count]) => ({
      name,
      count,
      perSecond: last && count >= (last.counts[name] ?? 0) ? (count - (last.counts[name] ?? 0)) / seconds : null,
    }));
    this.counted = { atMs, counts: view.outcomes };
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}

export const feed = new Feed();

/** Renders a component again with each frame. */
export function useFeed(): Feed {
  const [, again] = useState(0);
  useEffect(() => feed.listen(() => again((n) => n + 1)), []);
  return feed;
}
