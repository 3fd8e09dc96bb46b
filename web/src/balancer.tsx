// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { useFeed, type View } from './feed';
import { clock, full, short } from './format';
import { State, Time } from './marks';
import { Command, Num } from './number';
import { Peers, Routes } from './peers';
import { promql } from './promql';
import { Revisions } from './revisions';
import { Overrides } from './server';
import type { Headroom } from './types';
import { say } from './words';

export function Balancer({ view }: { view: View }) {
  const { about, config, repairs } = view;
  const overridden = view.overridden.filter((member) => member.override);
  return (
    <>
      <div class="title"><h1>{about.balancer}</h1><Command text="baro status" /></div>
      <div class="columns">
        <section class="card">
          <h2>{say('interfaces')}</h2>
          <ul class="plain">{view.interfaces.map((each) => <li key={each.name}><b>{each.name}</b> <State word={each.mode} text={each.mode} /> <span lang="en">{each.reason}</span></li>)}</ul>
        </section>
        <section class="card">
          <h2>{say('configuration')}</h2>
          <dl class="facts">
            <div><dt>{say('source')}</dt><dd><code>{config.source}</code></dd></div>
            <div><dt>{say('revision')}</dt><dd>r{config.revision}, {say('inForce', config.applied)}</dd></div>
            <div><dt>{say('accepted')}</dt><dd><Time iso={config.accepted} text={clock(config.accepted)} /></dd></div>
            {config.failure && <div><dt>{say('error')}</dt><dd lang="en">{config.failure}</dd></div>}
          </dl>
        </section>
        <Room />
        <section class="card">
          <h2>{say('process')}</h2>
          <dl class="facts">
            <div><dt>{say('version')}</dt><dd>{about.version}</dd></div>
            {about.cluster && <div><dt>{say('cluster')}</dt><dd>{about.cluster}</dd></div>}
            <div><dt>{say('instance')}</dt><dd>{about.instance}</dd></div>
            <div><dt>{say('started')}</dt><dd><Time iso={about.started} text={clock(about.started)} /></dd></div>
            <div><dt>PID</dt><dd>{about.pid}</dd></div>
            <div><dt>{say('repairs')}</dt><dd>{repairs.count ? say('repaired', repairs.count, clock(repairs.last)) : say('noRepairs')}{repairs.what.length > 0 && <ul lang="en">{repairs.what.map((each) => <li key={each}>{each}</li>)}</ul>}</dd></div>
          </dl>
        </section>
      </div>
      <Peers />
      <Routes />
      <Revisions inForce={config.revision} />
      <section class="card"><h2>{say('overrides')}</h2>{overridden.length ? <Overrides members={overridden} /> : <p>{say('noOverrides')}</p>}</section>
      <Outcomes />
    </>
  );
}

const REFRESH_MS = 5_000;

/** How near the balancer is to its limits. */
function Room() {
  const [room, set] = useState<Headroom | null>(null);
  useEffect(() => {
    let shown = true;
    const ask = () => void get<{ headroom: Headroom }>('/v1/rates').then((answer) => { if (shown) set(answer.headroom); }, () => undefined);
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { shown = false; clearInterval(timer); };
  }, []);
  if (!room) return null;
  return (
    <section class="card">
      <h2>{say('headroom')}</h2>
      <dl class="facts">
        <div><dt>{say('softirq')}</dt><dd><Num full={full(room.softirq_percent)} command="baro rates">{room.softirq_percent.toFixed(1)} %</Num>, {say('busiest', `${room.busiest_percent.toFixed(1)} %`)}</dd></div>
        {room.places > 0 && <div><dt>{say('table')}</dt><dd><Num full={full(room.sessions)} command="baro session list" promql={promql.table}>{say('ofPlaces', full(room.sessions), full(room.places))}</Num></dd></div>}
        <div><dt>{say('lost')}</dt><dd>{room.interfaces.map((each) => <span key={each.name}><Num full={say('lost')} command="baro rates">{say('dropped', each.name, full(each.dropped), full(each.missed))}</Num> </span>)}</dd></div>
      </dl>
    </section>
  );
}

function Outcomes() {
  const outcomes = useFeed().outcomes;
  const [moving, only] = useState(true);
  const shown = outcomes.filter((each) => !moving || each.count > 0);
  return (
    <section class="card">
      <h2>{say('outcomes')}</h2>
      <label><input type="checkbox" checked={moving} onChange={(event) => only(event.currentTarget.checked)} /> {say('onlyMoving')}</label>
      <div class="scroll" tabIndex={0} role="region" aria-label={say('outcomes')}>
        <table>
          <thead><tr><th scope="col">{say('outcome')}</th><th scope="col" class="right">{say('perSecond')}</th><th scope="col" class="right">{say('total')}</th></tr></thead>
          <tbody>{shown.map((each) => (
            <tr key={each.name}>
              <th scope="row"><code>{each.name}</code></th>
              <td class="right">{each.perSecond === null ? <span title={say('notMeasured')}>–</span> : <Num full={full(each.perSecond)} command="baro status" promql={promql.outcome(each.name)}>{short(each.perSecond)}</Num>}</td>
              <td class="right"><Num full={full(each.count)} command="baro status" promql={`baro_xdp_packets_total{outcome="${each.name}"}`}>{full(each.count)}</Num></td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
