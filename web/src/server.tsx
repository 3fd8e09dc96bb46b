// SPDX-License-Identifier: Apache-2.0
// One real server, as `baro server show` tells it.
import { Actions } from './change';
import { concerning, EventTable } from './events';
import { Advice, Replies } from './evidence';
import type { View } from './feed';
import { clock, full, quoted } from './format';
import { Layers, State, Time } from './marks';
import { Command, Num } from './number';
import { useDetail } from './problems';
import { link } from './route';
import { promql } from './promql';
import { Locked, useRole } from './token';
import type { Member, Target, Use } from './types';
import { say, translated } from './words';

export function Server({ name, view }: { name: string; view: View }) {
  const detail = useDetail(name);
  const may = useRole('operate');
  if (detail === null) return <p class="empty">{say('unknownName', name)}</p>;
  if (!detail) return <p class="empty" role="status">{say('connecting')}</p>;
  const server = detail.server;
  const overrides = view.overridden.filter((each) => each.server === name && each.override);
  return (
    <>
      <div class="title">
        <h1>{server.name}</h1>
        <State word={server.health} />
        {overrides.some((each) => each.now.state !== 'enabled') && <State word={overrides.find((each) => each.now.state !== 'enabled')!.now.state} />}
        <span><span class="label">{say('address')}</span> {server.address}</span>
        {server.data_centre && <span><span class="label">{say('site')}</span> {server.data_centre}</span>}
        <span><span class="label">{say('method')}</span> {server.method}</span>
        {server.since && <Time iso={server.since} text={say('since', clock(server.since))} />}
        <Layers of={server.layers} />
        <span class="grow" />
        <Actions server={name} vip="" state={server.state} weight={100} />
      </div>
      <p><Command text={`baro server show ${quoted(name)}`} /></p>
      {!may && <Locked needed="operate" />}
      {detail.advice.length > 0 && <section class="card"><h2>{say('fix')}</h2><Advice advice={detail.advice} /></section>}
      {overrides.length > 0 && <section class="card"><h2>{say('override')}</h2><Overrides members={overrides} /></section>}
      <section class="card"><h2>{say('uses')}</h2><Uses uses={server.uses} /></section>
      <section class="card"><h2>{say('probes')}</h2>{detail.targets.map((target) => <Probed key={target.layer + target.vip + target.port} target={target} />)}</section>
      <section class="card"><h2>{say('history')}</h2><p><Command text={`baro events --server ${quoted(name)} --since 24h`} /></p><EventTable events={concerning(view.events, new Set([name]))} /></section>
    </>
  );
}

function Uses({ uses }: { uses: Use[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say('uses')}>
      <table>
        <thead><tr>{(['health', 'vip', 'port', 'verdict', 'time'] as const).map((word) => <th key={word} scope="col">{say(word)}</th>)}</tr></thead>
        <tbody>{uses.map((use) => (
          <tr key={use.vip + use.port}>
            <td class="narrow"><State word={use.health} /></td>
            <th scope="row"><a href={link('vip', use.vip)}>{use.vip}</a></th>
            <td>{use.port}</td>
            <td>{translated(use.verdict)}</td>
            <td>{use.since && <Time iso={use.since} text={say('since', clock(use.since))} />} {use.until && say('until', clock(use.until))}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

/** The newest probe, and side by side what was sent to explain a failure. */
function Probed({ target }: { target: Target }) {
  return (
    <article class={`probed ${target.condition}`}>
      <h3>
        {target.layer.toUpperCase()} <State word={target.condition} /> <span class="where">{target.vip} {target.port}</span>{' '}
        <small lang="en">{target.sent}</small>
      </h3>
      <p class="facts">
        <span><span class="label">{say('verdict')}</span> {translated(target.verdict)}</span>
        <span><span class="label">{say('streak')}</span> {target.streak} / {target.needed}</span>
        <Time iso={target.since} text={say('since', clock(target.since))} />
        {target.next_probe && <span><span class="label">{say('next')}</span> <Time iso={target.next_probe} text={clock(target.next_probe)} /></span>}
        {target.certificate_expires && <span>{say('certificate', clock(target.certificate_expires))}</span>}
      </p>
      <div class="pair">
        <Replies replies={target.replies} of={['probe', 'failure']} />
        <Replies replies={target.replies} of={['marked', 'ping', 'tunnel']} />
        <Replies replies={target.replies} of={['unmarked', 'own-ping']} />
      </div>
      {target.path.length > 0 && (
        <p class="hops"><span class="label">{say('hops')}</span> {target.path.map((hop) => <span key={hop.distance}>{say('hop')} {hop.distance} <code>{hop.address}</code> <b>{hop.dscp}</b></span>)}</p>
      )}
    </article>
  );
}

export function Overrides({ members }: { members: Member[] }) {
  return (
    <ul class="overrides">
      {members.map((member) => member.override && (
        <li key={member.server + member.vip}>
          <State word={member.now.state} text={member.override.what} /> <a href={link('server', member.server)}>{member.server}</a>{' '}
          {member.override.every_vip ? say('everyVip') : <a href={link('vip', member.vip)}>{member.vip}</a>}{' '}
          {member.override.reason && <q>{member.override.reason}</q>}{' '}
          <Time iso={member.override.since} text={say('since', clock(member.override.since))} />
          {member.override.deadline && <> <Time iso={member.override.deadline} text={say('until', clock(member.override.deadline))} /></>}{' '}
          <span class="label">{say('sessions')}</span> <Num full={full(member.load.sessions)} command={`baro session list --server ${quoted(member.server)}`} promql={promql.sessions(member.vip, member.server)}>{member.load.sessions}</Num>{' '}
          <Actions server={member.server} vip={member.override.every_vip ? '' : member.vip} state={member.now.state} weight={member.now.weight} />
        </li>
      ))}
    </ul>
  );
}
