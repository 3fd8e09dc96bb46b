// SPDX-License-Identifier: Apache-2.0
// What other balancers and routers see of this one.
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { clock } from './format';
import { State, Time } from './marks';
import { Command } from './number';
import { link } from './route';
import type { PeerList, RouteList } from './types';
import { say } from './words';

const REFRESH_MS = 3_000;

/** Asked for again while it is shown. */
function useAnswer<T>(path: string): T | null {
  const [answer, set] = useState<T | null>(null);
  useEffect(() => {
    let shown = true;
    const ask = () => void get<T>(path).then((found) => { if (shown) set(found); }, () => undefined);
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { shown = false; clearInterval(timer); };
  }, [path]);
  return answer;
}

export function Routes() {
  const list = useAnswer<RouteList>('/v1/routes');
  if (!list) return null;
  return (
    <section class="card routes">
      <h2>{say('routes')}</h2>
      <p><Command text="baro route list" /></p>
      {list.every_vip && <p class="refusal">{say('routesWithdrawn')}</p>}
      {list.trouble.map((each) => <p key={each} class="refusal" lang="en">{each}</p>)}
      {list.routes.length === 0 ? <p>{say('noRoutes')}</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={say('routes')}>
          <table>
            <thead><tr>{(['vip', 'prefix', 'state', 'since1', 'metric', 'cause'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}</tr></thead>
            <tbody>{list.routes.map((each) => (
              <tr key={each.prefix}>
                <th scope="row"><a href={link('vip', each.vip)}>{each.vip}</a></th>
                <td class="narrow"><code>{each.prefix}</code></td>
                <td class="narrow"><State word={each.state === 'announced' ? 'up' : each.state === 'leaving' ? 'warning' : 'down'} text={say(each.state)} /></td>
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
            <thead><tr>{(['balancer', 'state', 'since1', 'address', 'version', 'revision', 'configuration', 'verdicts'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}</tr></thead>
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
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
