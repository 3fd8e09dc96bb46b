// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { Actions } from './change';
import { Chart } from './chart';
import { concerning, EventTable } from './events';
import { feed, type View } from './feed';
import { full, quoted, short } from './format';
import { LastChange } from './lastchange';
import { Layers, State } from './marks';
import { Command, Num } from './number';
import { PacketPath } from './path';
import { newestFirst, parse } from './problems';
import { promql } from './promql';
import { link } from './route';
import { Locked, useRole } from './token';
import { Trace } from './trace';
import type { Rate, ServerStatus, VipRow, VipView } from './types';
import { say, translated } from './words';

const REFRESH_MS = 2_000;

export function VipPage({ name, view }: { name: string; view: View }) {
  feed.history.want(name);
  const row = view.rows.find((each) => each.name === name);
  const detail = useVip(name);
  if (!row) return <p class="empty">{say('unknownName', name)}</p>;
  const names = new Set([name, ...(detail?.vip.servers.map((server) => server.name) ?? [])]);
  const problems = newestFirst(view.problems.filter((text) => text.includes(` ${name} `) || text.startsWith(`${name}:`)).map(parse));
  return (
    <>
      <Title row={row} />
      {problems.length > 0 && <ul class="brief" lang="en">{problems.map((each) => <li key={each.text}><State word="down" text="" /> {each.text} {each.server && <a href={link('server', each.server)}>{each.server}</a>}</li>)}</ul>}
      {detail && <section class="card"><h2>{say('path')}</h2><PacketPath row={row} detail={detail} view={view} /></section>}
      {detail && <Members row={row} detail={detail} />}
      {detail && <NotForwarded vip={name} outcomes={detail.vip.outcomes} />}
      <Trace row={row} />
      <section class="charts">
        <Chart name={name} kind="packets" title={say('chartPackets')} />
        <Chart name={name} kind="bits" title={say('chartBits')} />
        <Chart name={name} kind="sessions" title={say('chartSessions')} />
      </section>
      {detail && <LastChange vip={name} servers={detail.vip.servers.map((server) => server.name)} revision={view.config.revision} />}
      <section class="card"><h2>{say('events')}</h2><p><Command text={`baro events --vip ${quoted(name)}`} /></p><EventTable events={concerning(view.events, names)} /></section>
    </>
  );
}

/** One VIP with its members, asked for again while it is shown. */
function useVip(name: string): VipView | null {
  const [detail, set] = useState<VipView | null>(null);
  useEffect(() => {
    let shown = true;
    const ask = () => void get<VipView>(`/page/vip?name=${encodeURIComponent(name)}`).then((answer) => { if (shown) set(answer); }, () => undefined);
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { shown = false; clearInterval(timer); };
  }, [name]);
  return detail;
}

function Title({ row }: { row: VipRow }) {
  return (
    <div class="title">
      <h1>{row.name}</h1>
      <State word={row.state} />
      <span><span class="label">{say('address')}</span> {row.address}</span>
      <span><span class="label">{say('dscp')}</span> {row.dscp}</span>
      <span><span class="label">{say('scheduler')}</span> {row.scheduler}</span>
      <span><span class="label">{say('ports')}</span> {row.ports.join(', ')}</span>
      <span><span class="label">{say('usable')}</span> <Num full={full(row.usable)} command={`baro status ${quoted(row.name)}`} promql={promql.usable(row.name)}>{say('membersShort', row.usable, row.members)}</Num> · {say('need', row.need)}</span>
    </div>
  );
}

/** Packets to the VIP that reached no real server. */
function NotForwarded({ vip, outcomes }: { vip: string; outcomes: Record<string, number> }) {
  const counted = Object.entries(outcomes);
  if (counted.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('notForwarded')}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={say('notForwarded')}>
        <table>
          <thead><tr><th scope="col">{say('outcome')}</th><th scope="col" class="right">{say('total')}</th></tr></thead>
          <tbody>{counted.map(([outcome, count]) => (
            <tr key={outcome}>
              <th scope="row"><code>{outcome}</code></th>
              <td class="right"><Num full={full(count)} command={`baro status ${quoted(vip)}`} promql={promql.notForwarded(vip, outcome)}>{full(count)}</Num></td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

const NO_RATE: Rate = { packets: NaN, bits: NaN, sessions: NaN };

function Members({ row, detail }: { row: VipRow; detail: VipView }) {
  const rates = new Map(detail.rates.servers.map((each) => [each.name, each.rates.now]));
  const may = useRole('operate');
  return (
    <section class="card">
      <h2>{say('members')} <small>{detail.vip.servers.length}</small></h2>
      {!may && <Locked needed="operate" />}
      <div class="scroll" tabIndex={0} role="region" aria-label={say('members')}>
        <table>
          <thead><tr>
            {(['health', 'server', 'address', 'site', 'layers', 'admin', 'weight'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}
            {(['packets', 'bits', 'newSessions', 'sessions'] as const).map((word) => <th key={word} scope="col" class="right">{say(word)}</th>)}
            <th scope="col">{say('actions')}</th>
          </tr></thead>
          <tbody>{detail.vip.servers.map((server) => (
            <MemberRow key={server.name} vip={row.name} server={server} rate={rates.get(server.name) ?? NO_RATE} layers={detail.layers[server.name]} />
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function MemberRow({ vip, server, rate, layers }: { vip: string; server: ServerStatus; rate: Rate; layers: Record<string, string> | undefined }) {
  const rates = `baro rates ${quoted(vip)}`;
  return (
    <tr>
      <td class="narrow"><State word={server.health} /> {server.verdict && server.verdict !== 'healthy' && <small>{server.verdict}</small>}</td>
      <th scope="row"><a href={link('server', server.name)}>{server.name}</a></th>
      <td class="narrow">{server.address}</td>
      <td>{server.data_centre}</td>
      <td class="narrow"><Layers of={layers} /></td>
      <td class="narrow"><State word={server.state} text={translated(server.state)} /></td>
      <td class="right"><Num full={full(server.weight)} command={`baro server members --vip ${quoted(vip)}`} promql={promql.weight(vip, server.name)}>{server.weight}</Num></td>
      <td class="right"><Rated value={rate.packets} command={rates} promql={promql.packets(vip, server.name)} /></td>
      <td class="right"><Rated value={rate.bits} command={rates} promql={promql.bits(vip, server.name)} /></td>
      <td class="right"><Rated value={rate.sessions} command={rates} promql={promql.newSessions(vip, server.name)} /></td>
      <td class="right"><Num full={full(server.sessions_active)} command={`baro session list --vip ${quoted(vip)} --server ${quoted(server.name)}`} promql={promql.sessions(vip, server.name)}>{short(server.sessions_active)}</Num></td>
      <td class="narrow"><Actions server={server.name} vip={vip} state={server.state} weight={server.weight} /></td>
    </tr>
  );
}

function Rated({ value, command, promql: query }: { value: number; command: string; promql: string }) {
  return Number.isNaN(value) ? <span title={say('notMeasured')}>–</span> : <Num full={full(value)} command={command} promql={query}>{short(value)}</Num>;
}
