// SPDX-License-Identifier: Apache-2.0
// What other balancers and routers see of this one.
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { clock, full } from './format';
import { State, Time } from './marks';
import { Command, Num } from './number';
import { promql } from './promql';
import { link } from './route';
import type { PeerList, RouteExports, RouteList } from './types';
import { say, translated } from './words';

const REFRESH_MS = 3_000;
/** Each question wakes the routing daemon. */
const ROUTING_MS = 10_000;

/** Asked for again while it is shown. */
export function useAnswer<T>(path: string, refreshMs = REFRESH_MS): T | null {
  const [answer, set] = useState<T | null>(null);
  useEffect(() => {
    let shown = true;
    const ask = () => void get<T>(path).then((found) => { if (shown) set(found); }, () => undefined);
    ask();
    const timer = setInterval(ask, refreshMs);
    return () => { shown = false; clearInterval(timer); };
  }, [path]);
  return answer;
}

export function useExports(): RouteExports | null {
  return useAnswer<RouteExports>('/v1/routes/exports', ROUTING_MS);
}

/** The neighbours that get a prefix; null if no routing daemon has said so. */
export function neighbours(exports: RouteExports | null, prefix: string): string[] | null {
  if (!exports?.asked.length) return null;
  return [...new Set(exports.all.filter((each) => each.prefix === prefix).map((each) => each.to))];
}

function Exported({ exports, prefix, announced }: { exports: RouteExports | null; prefix: string; announced: boolean }) {
  const to = neighbours(exports, prefix);
  if (!to) return <span title={exports?.not_looked_at.join('; ')}>{say('notMeasured')}</span>;
  if (to.length) return <span lang="en">{to.join(', ')}</span>;
  return announced ? <State word="down" text={say('toNobody')} /> : <>{say('toNobody')}</>;
}

export function Routes() {
  const list = useAnswer<RouteList>('/v1/routes');
  const exports = useExports();
  if (!list) return null;
  return (
    <section class="card routes">
      <h2>{say('routes')}</h2>
      <p><Command text="baro route list" /></p>
      {list.every_vip && <p class="refusal">{say('routesWithdrawn')}</p>}
      {exports && (
        <p>
          {exports.asked.length > 0 && say('exportsAsked', exports.asked.join(', '))}{' '}
          {exports.not_looked_at.length > 0 && <>{say('exportsNotAsked')} <span lang="en">{exports.not_looked_at.join('; ')}</span></>}
        </p>
      )}
      {list.trouble.map((each) => <p key={each} class="refusal" lang="en">{each}</p>)}
      {list.routes.length === 0 ? <p>{say('noRoutes')}</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={say('routes')}>
          <table>
            <thead><tr>{(['vip', 'prefix', 'state', 'exported', 'since1', 'metric', 'cause'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}</tr></thead>
            <tbody>{list.routes.map((each) => (
              <tr key={each.prefix}>
                <th scope="row"><a href={link('vip', each.vip)}>{each.vip}</a></th>
                <td class="narrow"><code>{each.prefix}</code></td>
                <td class="narrow"><State word={each.state === 'announced' ? 'up' : each.state === 'leaving' ? 'warning' : 'down'} text={say(each.state)} /></td>
                <td class="narrow"><Exported exports={exports} prefix={each.prefix} announced={each.metric > 0} /></td>
                <td class="narrow"><Time iso={each.since} text={clock(each.since)} /></td>
                <td>{each.metric || '–'}</td>
                <td lang="en">{each.reason}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {list.unannounced.length > 0 && <p>{say('unannounced', list.unannounced.join(', '))}</p>}
    </section>
  );
}

export function Peers() {
  const list = useAnswer<PeerList>('/v1/peers');
  if (!list) return null;
  return (
    <section class="card peers">
      <h2>{say('peers')}</h2>
      <p><Command text="baro peer list" /></p>
      {list.differences.map((each) => <p key={each} class="refusal" lang="en">{each}</p>)}
      {list.peers.length === 0 ? <p>{say('noPeers')}</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={say('peers')}>
          <table>
            <thead><tr>{(['balancer', 'state', 'since1', 'address', 'version', 'revision', 'configuration', 'verdicts', 'copies', 'lag', 'backlog'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}</tr></thead>
            <tbody>{list.peers.map((each) => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                <td class="narrow"><State word={each.state === 'up' ? 'up' : each.state === 'silent' ? 'down' : 'unused'} text={say(each.state)} /></td>
                <td class="narrow"><Time iso={each.since} text={clock(each.since)} /></td>
                <td class="narrow">{each.address}</td>
                <td>{each.baro || '–'}</td>
                <td>{each.baro ? `r${each.revision}` : '–'}</td>
                <td class="narrow">{each.baro ? <State word={each.same_config ? 'up' : 'down'} text={say(each.same_config ? 'sameConfig' : 'otherConfig')} /> : '–'}</td>
                <td>{each.verdicts > 0 ? <State word="warning" text={say('differing', each.verdicts)} /> : say('none')}</td>
                <Copies peer={each} />
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

type Peer = PeerList['peers'][number];

const COPIES: Record<string, string> = { 'in-step': 'up', refused: 'down' };

/** How far the peer's copies of sessions are behind; a silent peer, or one that gets none, has no lag. */
function Copies({ peer }: { peer: Peer }) {
  const { state, lag_seconds, waiting } = peer.sessions;
  if (peer.state !== 'up' || state === 'off') return <><td>{peer.state === 'up' ? say('copiesOff') : '–'}</td><td>–</td><td>–</td></>;
  const milliseconds = Math.round(lag_seconds * 1_000);
  return (
    <>
      <td class="narrow"><State word={COPIES[state] ?? 'warning'} text={translated(state)} /></td>
      <td class="narrow right"><Num full={full(lag_seconds)} command="baro peer list" promql={promql.lag(peer.name)}>{say('took', full(milliseconds))}</Num></td>
      <td class="right"><Num full={full(waiting)} command="baro peer list -o json" promql={promql.backlog(peer.name)}>{full(waiting)}</Num></td>
    </>
  );
}
