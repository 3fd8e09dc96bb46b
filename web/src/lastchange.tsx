// SPDX-License-Identifier: Apache-2.0
// The newest revision that changed a VIP or one of its real servers, and what it changed there.
import { useEffect, useState } from 'preact/hooks';
import { get, Refused } from './api';
import { clock } from './format';
import { Time } from './marks';
import { Command } from './number';
import { forget, Locked, useSession } from './token';
import type { Difference, Revision, RevisionList } from './types';
import { say } from './words';

/** Each of them is one question. */
const MOST_REVISIONS = 20;

type Found = { revision: Revision; changes: string[] } | 'none' | null;

/** `vips.store-app1.dscp   10 -> 11`, `servers   + web-b03 (...)` */
function concerns(change: string, vip: string, servers: Set<string>): boolean {
  const [, kind, moved = ''] = /^(vips|servers)\s+[+-] (\S+)/.exec(change) ?? [];
  const within = (path: string) => change.startsWith(`${path}.`) || change.startsWith(`${path} `);
  return kind === 'vips' ? moved === vip
    : kind === 'servers' ? servers.has(moved)
    : within(`vips.${vip}`) || [...servers].some((server) => within(`servers.${server}`));
}

async function newest(vip: string, servers: Set<string>): Promise<Found> {
  const list = await get<RevisionList>('/v1/history');
  const accepted = list.revisions.filter((each) => !each.failure && each.number <= list.in_force).reverse();
  for (const [i, revision] of accepted.slice(0, MOST_REVISIONS).entries()) {
    const before = accepted[i + 1];
    const all = revision.change_count <= revision.changes.length || !before
      ? revision.changes
      : (await get<Difference>(`/v1/history/diff?from=${before.number}&to=${revision.number}`)).changes;
    const changes = all.filter((each) => concerns(each, vip, servers));
    if (changes.length) return { revision, changes };
  }
  return 'none';
}

export function LastChange({ vip, servers, revision }: { vip: string; servers: string[]; revision: number }) {
  const { who } = useSession();
  const [found, set] = useState<Found>(null);
  const names = servers.join(' ');
  useEffect(() => {
    let shown = true;
    if (who) {
      newest(vip, new Set(servers)).then((answer) => { if (shown) set(answer); }, (error: unknown) => {
        if (error instanceof Refused && error.problem.status === 401) forget();
      });
    }
    return () => { shown = false; };
  }, [vip, names, who, revision]);
  return (
    <section class="card last-change">
      <h2>{say('lastChange')}</h2>
      {!who && <Locked needed="" />}
      {who && found === 'none' && <p>{say('noLastChange')}</p>}
      {who && found && found !== 'none' && (
        <>
          <p>
            <b>r{found.revision.number}</b> <Time iso={found.revision.time} text={clock(found.revision.time)} />{' '}
            <span lang="en">{[found.revision.author.origin, found.revision.author.who].filter(Boolean).join(' ')}</span>{' '}
            {found.revision.author.reason && <q>{found.revision.author.reason}</q>}
          </p>
          <ul class="changes" lang="en" tabIndex={0} aria-label={say('changed')}>{found.changes.map((each) => <li key={each}><code>{each}</code></li>)}</ul>
        </>
      )}
      <p><Command text="baro history" /></p>
    </section>
  );
}
