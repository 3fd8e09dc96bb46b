// SPDX-License-Identifier: Apache-2.0
// Packets of one VIP: those that come, one that was not sent, and the answer of the real server that it would reach.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, Refused, send } from './api';
import { quoted } from './format';
import { State } from './marks';
import { Command } from './number';
import { link } from './route';
import { forget, Locked, useRole } from './token';
import type { PacketExplanation, TracedPacket, TraceReport, VipRow } from './types';
import { say } from './words';

const MOST_PACKETS = 200;
const SHOWN = 50;

type Shown = { kind: 'none' } | { kind: 'live'; packets: TracedPacket[]; ended: string } | { kind: 'explained'; answer: PacketExplanation };

export function Trace({ row }: { row: VipRow }) {
  const [client, setClient] = useState('');
  const [port, setPort] = useState(row.ports[0]?.split(' ')[2] ?? '');
  const [shown, show] = useState<Shown>({ kind: 'none' });
  const [refusal, refuse] = useState('');
  const running = useRef(0);
  const [live, setLive] = useState(false);
  const may = useRole('operate');
  const vip = `${row.name}:${port}`;
  const stop = () => {
    const id = running.current;
    running.current = 0;
    setLive(false);
    if (id) void send('DELETE', `/v1/traces/${id}`).catch(() => undefined);
  };
  useEffect(() => stop, []);
  const failed = (error: unknown) => {
    if (error instanceof Refused && error.problem.status === 401) {
      forget();
    } else {
      refuse(error instanceof Refused ? `${error.problem.title}: ${error.problem.detail}` : String(error));
    }
  };
  const begin = (work: () => Promise<void>) => {
    refuse('');
    stop();
    work().catch(failed);
  };
  const follow = async () => {
    const query = new URLSearchParams({ client: client || 'any', vip, packets: String(MOST_PACKETS), seconds: '60' });
    let report = await send<TraceReport>('POST', `/v1/traces?${query}`);
    const { id } = report;
    running.current = id;
    setLive(true);
    let packets: TracedPacket[] = [];
    show({ kind: 'live', packets, ended: '' });
    while (running.current === id) {
      report = await get<TraceReport>(`/v1/traces/${id}?after=${packets.length}`);
      packets = [...packets, ...report.packets];
      show({ kind: 'live', packets, ended: report.ended });
      if (!report.running) {
        running.current = 0;
        setLive(false);
      }
    }
  };
  const explain = async (probe: boolean) => {
    const path = `/v1/explanation?${new URLSearchParams({ client, vip })}`;
    show({ kind: 'explained', answer: await (probe ? send<PacketExplanation>('POST', path) : get<PacketExplanation>(path)) });
  };
  return (
    <section class="card trace">
      <h2>{say('trace')}</h2>
      {!may && <Locked needed="operate" />}
      {may && <form class="bar" onSubmit={(event) => { event.preventDefault(); begin(() => explain(false)); }}>
        <label>{say('client')} <input name="client" value={client} placeholder="192.0.2.7:40000" onInput={(event) => setClient(event.currentTarget.value.trim())} /></label>
        <label>{say('port')} <select value={port} onChange={(event) => setPort(event.currentTarget.value)}>{row.ports.map((each) => <option key={each} value={each.split(' ')[2]}>{each}</option>)}</select></label>
        {live
          ? <button type="button" onClick={stop}>{say('traceStop')}</button>
          : <button type="button" onClick={() => begin(follow)}>{say('traceFollow')}</button>}
        <button type="submit" disabled={!client}>{say('traceExplain')}</button>
        <button type="button" disabled={!client} onClick={() => begin(() => explain(true))}>{say('traceProbe')}</button>
      </form>}
      <p class="where">{say('traceText')}</p>
      {refusal && <p class="refusal" role="alert" lang="en">{say('failed', refusal)}</p>}
      {shown.kind === 'live' && <Packets packets={shown.packets} ended={shown.ended} command={`baro trace ${quoted(client || 'any')} ${quoted(vip)}`} />}
      {shown.kind === 'explained' && <Explained answer={shown.answer} command={`baro trace --explain ${quoted(client)} ${quoted(vip)}`} />}
    </section>
  );
}

/** The newest first. */
function Packets({ packets, ended, command }: { packets: TracedPacket[]; ended: string; command: string }) {
  return (
    <>
      <p role="status">{say('tracePackets', packets.length)} {ended && <span lang="en">{ended}</span>}</p>
      <p><Command text={command} /></p>
      {packets.length > 0 && (
        <ol class="packets" lang="en" reversed start={packets.length} tabIndex={0} aria-label={say('trace')}>
          {packets.slice(-SHOWN).reverse().map((packet) => (
            <li key={packet.number}><Packet packet={packet} /></li>
          ))}
        </ol>
      )}
    </>
  );
}

function Packet({ packet }: { packet: TracedPacket }) {
  return (
    <>
      <State word={packet.left ? 'up' : 'down'} text={`${packet.outcome}:`} /> <span>{packet.reason}</span>
      {packet.server && <> <a href={link('server', packet.server)}>{packet.server}</a></>}
      <br /><code>{packet.before.text}</code>
      {packet.left && <><br /><code>{packet.after.text}</code></>}
    </>
  );
}

function Explained({ answer, command }: { answer: PacketExplanation; command: string }) {
  const { entry, slot, probe } = answer;
  return (
    <div class="explained" role="status">
      <p><Command text={command} /></p>
      <p lang="en"><Packet packet={answer.packet} /></p>
      <dl class="facts">
        {slot && <div><dt>{say('slot')}</dt><dd>{say('ofPlaces', slot.number, slot.of)} {slot.server}{slot.former && ` (${say('slotFormer', slot.former)})`}</dd></div>}
        {slot && <div><dt>{say('entry')}</dt><dd>{entry.before ? `${entry.before} ${entry.server}` : say('none')} → {entry.behind || say('none')}</dd></div>}
        {probe && <div><dt>{say('probeAnswer')}</dt><dd lang="en"><State word={probe.answered ? 'up' : 'down'} text={probe.server} /> {probe.detail}, {probe.milliseconds.toFixed(1)} ms</dd></div>}
        {answer.assumed.length > 0 && <div><dt>{say('assumed')}</dt><dd lang="en">{answer.assumed.join('; ')}</dd></div>}
      </dl>
    </div>
  );
}
