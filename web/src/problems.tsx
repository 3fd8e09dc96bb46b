// SPDX-License-Identifier: Apache-2.0
// What to act on, the newest first, with what was seen and what to type.
import { useEffect, useState } from 'preact/hooks';
import { get } from './api';
import { Evidence, Advice } from './evidence';
import { clock, full } from './format';
import { Shape, Time } from './marks';
import { Command, Num } from './number';
import { promql } from './promql';
import { link } from './route';
import type { ServerDetail, VipState } from './types';
import type { View } from './feed';
import { say } from './words';

const SINCE = /,? since (\d{4}-\d\d-\d\dT[\d:.]+Z)/;
const SERVER = /baro server show (\S+)/;
const COMMAND = /(look|type)(?:[^:;]*): ([^;]+)$/;
const REFRESH_MS = 3_000;

export interface Parsed { text: string; since: string; server: string; command: string; look: boolean }

export function parse(sentence: string): Parsed {
  const since = SINCE.exec(sentence)?.[1] ?? '';
  const [, verb = '', command = ''] = COMMAND.exec(sentence) ?? [];
  const text = command ? sentence.slice(0, sentence.length - command.length).replace(/[;,]? ?(?:look|type)[^:;]*: $/, '') : sentence;
  return { text: text.replace(SINCE, ''), since, server: SERVER.exec(sentence)?.[1] ?? '', command, look: verb === 'look' };
}

/** Those without a time concern the whole balancer and stand first. */
export function newestFirst(problems: Parsed[]): Parsed[] {
  return [...problems].sort((a, b) => (a.since && b.since ? b.since.localeCompare(a.since) : a.since ? 1 : b.since ? -1 : 0));
}

/** What to act on first: clients without an answer, then packets that do not arrive, then the newest problem. */
export function worst(view: View): { text: string; lang?: string } {
  const vip = (state: VipState) => view.rows.filter((row) => row.state === state).map((row) => row.name);
  const [out, short] = [vip('out'), vip('short')];
  const detached = view.interfaces.filter((each) => each.mode === 'none').map((each) => each.name);
  if (out.length) return { text: `${some(out)}: ${say('out')}` };
  if (detached.length) return { text: `${some(detached)}: XDP ${say('none')}` };
  if (short.length) return { text: `${some(short)}: ${say('short')}` };
  return { text: newestFirst(view.problems.map(parse))[0]?.text ?? '', lang: 'en' };
}

function some(names: string[]): string {
  return names.length > 1 ? `${names[0]} + ${names.length - 1}` : names[0]!;
}

export function Problems({ view }: { view: View }) {
  const problems = newestFirst(view.problems.map(parse));
  return (
    <section class="problems" aria-labelledby="problems">
      <h1 id="problems" tabIndex={-1}>{say('problems')} <small><Num full={full(problems.length)} command="baro status" promql={promql.problems}>{problems.length}</Num></small></h1>
      {problems.length === 0
        ? <p class="well"><Shape of="good" />{say('allWell')}</p>
        : <ul>{problems.map((problem) => <Item key={problem.text} problem={problem} />)}</ul>}
    </section>
  );
}

function Item({ problem }: { problem: Parsed }) {
  return (
    <li>
      <p class="sentence">
        <Shape of="bad" />
        <span lang="en">{problem.text}</span>
        {problem.since && <Time iso={problem.since} text={say('since', clock(problem.since))} />}
        {problem.server && <a href={link('server', problem.server)}>{problem.server}</a>}
      </p>
      {problem.server && <Seen server={problem.server} />}
      {problem.command && <p class="fix"><span class="label">{say(problem.look ? 'look' : 'fix')}</span> <Command text={problem.command.trim()} /></p>}
    </li>
  );
}

function Seen({ server }: { server: string }) {
  const detail = useDetail(server);
  return detail && (
    <div class="seen">
      <Evidence detail={detail} />
      <Advice advice={detail.advice} />
    </div>
  );
}

/** One server with its evidence, asked for again while it is shown. */
export function useDetail(server: string): ServerDetail | null | undefined {
  const [detail, set] = useState<ServerDetail | null>();
  useEffect(() => {
    let shown = true;
    const ask = () => void get<ServerDetail>(`/v1/servers/${encodeURIComponent(server)}`).then(
      (answer) => { if (shown) set(answer); },
      (refused: { problem?: { status: number } }) => { if (shown && refused.problem?.status === 404) set(null); },
    );
    ask();
    const timer = setInterval(ask, REFRESH_MS);
    return () => { shown = false; clearInterval(timer); };
  }, [server]);
  return detail;
}
