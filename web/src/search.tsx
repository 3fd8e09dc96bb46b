// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { Dialog } from './dialog';
import { feed } from './feed';
import { State } from './marks';
import { go, type Place } from './route';
import type { ServerSummary } from './types';
import { say } from './words';

const MOST = 12;

interface Hit { place: Place; name: string; text: string; state: string }

export function Search({ close }: { close: () => void }) {
  const [text, set] = useState('');
  const [at, move] = useState(0);
  const [servers, found] = useState<ServerSummary[]>([]);
  useEffect(() => {
    void get<{ servers: ServerSummary[] }>('/v1/servers').then((list) => found(list.servers), () => undefined);
  }, []);
  const hits = text.trim() ? all(servers).filter((hit) => matches(hit, text.trim().toLowerCase())).slice(0, MOST) : [];
  const open = (hit: Hit | undefined) => {
    if (hit) {
      close();
      go(hit.place, hit.name);
    }
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(Math.max(0, Math.min(hits.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(hits[at]);
    }
  };
  return (
    <Dialog title={say('searchTitle')} close={close}>
      <input class="wide" autoFocus type="search" value={text} placeholder={say('searchHint')} aria-label={say('searchHint')}
        role="combobox" list={undefined} aria-expanded={hits.length > 0} aria-controls="hits" aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
        onInput={(event) => { set(event.currentTarget.value); move(0); }} onKeyDown={pressed} />
      <ul id="hits" class="hits" role="listbox" aria-label={say('searchTitle')}>
        {hits.map((hit, i) => (
          <li key={hit.place + hit.name} id={`hit-${i}`} role="option" aria-selected={i === at} onClick={() => open(hit)}>
            <span class="kind">{say(hit.place === 'vip' ? 'vip' : 'server')}</span> <b>{hit.name}</b> <span>{hit.text}</span> <State word={hit.state} />
          </li>
        ))}
      </ul>
      {text.trim() && hits.length === 0 && <p role="status">{say('searchNone')}</p>}
    </Dialog>
  );
}

function all(servers: ServerSummary[]): Hit[] {
  const vips = (feed.view?.rows ?? []).map((row): Hit => ({ place: 'vip', name: row.name, text: row.address, state: row.state }));
  return [...vips, ...servers.map((each): Hit => ({ place: 'server', name: each.name, text: each.address, state: each.health }))];
}

function matches(hit: Hit, text: string): boolean {
  return hit.name.toLowerCase().includes(text) || hit.text.includes(text);
}
