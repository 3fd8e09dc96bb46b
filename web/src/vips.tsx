// SPDX-License-Identifier: Apache-2.0
// One row per VIP. Only the rows in sight are drawn, so that hundreds cost what thirty do.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { View } from './feed';
import { full, quoted, short } from './format';
import { State } from './marks';
import { Num } from './number';
import { promql } from './promql';
import { link } from './route';
import { wall } from './settings';
import { Spark } from './spark';
import type { VipRow, VipState } from './types';
import { say, type Word } from './words';

const ROW_PX = wall ? 44 : 36;
const SPARE_ROWS = 6;
const COLUMNS = 13;
const WORST: VipState[] = ['out', 'short', 'unwell', 'ok'];

type Key = 'state' | 'vip' | 'usable' | 'packets' | 'bits' | 'newSessions' | 'drops' | 'spread' | 'sessions' | 'headroom';
interface Sort { key: Key; up: boolean }

const VALUES: Record<Key, (row: VipRow) => number | string> = {
  state: (row) => WORST.indexOf(row.state),
  vip: (row) => row.name,
  usable: (row) => row.usable / Math.max(1, row.members),
  packets: (row) => row.now.packets,
  bits: (row) => row.now.bits,
  newSessions: (row) => row.now.sessions,
  drops: (row) => dropped(row) ?? -1,
  spread: (row) => row.spread ?? -1,
  sessions: (row) => row.sessions,
  headroom: spare,
};
const ASCENDING: Key[] = ['state', 'vip', 'usable', 'headroom'];
const EXPLAINED: Partial<Record<Key, Word>> = { spread: 'spreadText', drops: 'dropsText', headroom: 'headroomText' };

/** Packets per second that reached no real server; null before they are measured. */
function dropped(row: VipRow): number | null {
  return row.drops && Object.values(row.drops).reduce((sum, rate) => sum + rate, 0);
}

/** So many members may fail before the VIP has too few. */
function spare(row: VipRow): number {
  return row.usable - row.need;
}

type Line = { group: string; rows: VipRow[] } | { row: VipRow; group?: undefined };

function chosen(rows: VipRow[], filter: string, sort: Sort): VipRow[] {
  const text = filter.trim().toLowerCase();
  const wanted = text
    ? rows.filter((row) => [row.name, row.address, row.dscp, row.state, say(row.state), ...row.ports, ...row.data_centres.map((site) => site.name)]
      .some((value) => value.toLowerCase().includes(text)))
    : [...rows];
  const value = VALUES[sort.key];
  const sign = sort.up ? 1 : -1;
  return wanted.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    return x < y ? -sign : x > y ? sign : 0;
  });
}

function lines(rows: VipRow[], grouped: boolean): Line[] {
  if (!grouped) return rows.map((row) => ({ row }));
  const groups = new Map<string, VipRow[]>();
  rows.forEach((row) => {
    const name = row.data_centres.map((site) => site.name || say('noSite')).join(' + ') || say('noSite');
    groups.set(name, [...(groups.get(name) ?? []), row]);
  });
  return [...groups].sort((a, b) => a[0].localeCompare(b[0]))
    .flatMap(([group, members]): Line[] => [{ group, rows: members }, ...members.map((row): Line => ({ row }))]);
}

export function Vips({ view }: { view: View }) {
  const [filter, setFilter] = useState('');
  const [grouped, group] = useState(false);
  const [sort, setSort] = useState<Sort>({ key: 'state', up: true });
  const rows = chosen(view.rows, filter, sort);
  return (
    <section class="vips" aria-labelledby="vips">
      <div class="bar">
        <h1 id="vips">{say('vips')} <small>{rows.length === view.rows.length ? rows.length : say('shown', rows.length, view.rows.length)}</small></h1>
        {!wall && (
          <>
            <label>{say('filter')} <input type="search" id="filter" value={filter} placeholder={say('filterHint')} onInput={(event) => setFilter(event.currentTarget.value)} /></label>
            <label>{say('group')} <select value={grouped ? 'sites' : ''} onChange={(event) => group(event.currentTarget.value !== '')}>
              <option value="">{say('groupNone')}</option><option value="sites">{say('groupSites')}</option>
            </select></label>
          </>
        )}
      </div>
      {view.rows.length === 0 ? <p class="empty">{say('noVips')}</p>
        : rows.length === 0 ? <p class="empty">{say('noMatch')}</p>
        : <List lines={lines(rows, grouped)} sort={sort} setSort={setSort} />}
    </section>
  );
}

function List({ lines, sort, setSort }: { lines: Line[]; sort: Sort; setSort: (sort: Sort) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [sight, see] = useState({ first: 0, count: 40 });
  useEffect(() => {
    const look = () => {
      const element = box.current;
      if (element) see({ first: Math.floor(element.scrollTop / ROW_PX), count: Math.ceil(element.clientHeight / ROW_PX) });
    };
    const element = box.current!;
    element.addEventListener('scroll', look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, []);
  const from = Math.max(0, Math.min(sight.first, lines.length - sight.count) - SPARE_ROWS);
  const to = Math.min(lines.length, sight.first + sight.count + SPARE_ROWS);
  const head = (key: Key, word: Word, className = '') => <Head key={key} sort={sort} by={key} word={word} className={className} setSort={setSort} />;
  return (
    <div class="scroll rows" ref={box} tabIndex={0} role="region" aria-label={say('vips')}>
      <table aria-rowcount={lines.length + 1}>
        <thead>
          <tr>
            {head('state', 'state')}{head('vip', 'vip')}<th scope="col">{say('dscp')}</th>{head('usable', 'usable')}
            {head('packets', 'packets', 'right')}<th scope="col">{say('trend')}</th>{head('bits', 'bits', 'right')}
            {head('newSessions', 'newSessions', 'right')}{head('drops', 'drops', 'right')}{head('spread', 'spread', 'right')}{head('sessions', 'sessions', 'right')}
            {head('headroom', 'spare', 'right')}
            <th scope="col">{say('sites')}</th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Space rows={from} />}
          {lines.slice(from, to).map((line, i) => (line.group !== undefined
            ? <tr key={`group ${line.group}`} class="group"><th scope="colgroup" colSpan={COLUMNS}>{line.group} <small>{line.rows.length}</small></th></tr>
            : <Row key={line.row.name} row={line.row} place={from + i + 2} />))}
          {to < lines.length && <Space rows={lines.length - to} />}
        </tbody>
      </table>
    </div>
  );
}

function Space({ rows }: { rows: number }) {
  return <tr aria-hidden="true"><td colSpan={COLUMNS} style={{ height: `${rows * ROW_PX}px`, padding: 0, border: 0 }} /></tr>;
}

function Head({ sort, by, word, className, setSort }: { sort: Sort; by: Key; word: Word; className: string; setSort: (sort: Sort) => void }) {
  const on = sort.key === by;
  return (
    <th scope="col" class={className} aria-sort={on ? (sort.up ? 'ascending' : 'descending') : 'none'}>
      <button type="button" title={say(EXPLAINED[by] ?? 'sortBy', say(word))} onClick={() => setSort({ key: by, up: on ? !sort.up : ASCENDING.includes(by) })}>
        {say(word)}<span aria-hidden="true">{on ? (sort.up ? ' ▲' : ' ▼') : ''}</span>
      </button>
    </th>
  );
}

function Row({ row, place }: { row: VipRow; place: number }) {
  const rates = `baro rates ${quoted(row.name)}`;
  const status = `baro status ${quoted(row.name)}`;
  return (
    <tr aria-rowindex={place} class={row.state}>
      <td><State word={row.state} /></td>
      <th scope="row"><a class="row-link" href={link('vip', row.name)}>{row.name}</a> <span class="where">{row.address}</span></th>
      <td class="narrow" title={row.dscp}>{row.dscp.split(' ')[0]}</td>
      <td class="narrow"><Num full={say('membersShort', row.usable, row.members)} command={status} promql={promql.usable(row.name)}>{row.usable}/{row.members}</Num> {row.need > 1 && <small>{say('need', row.need)}</small>}</td>
      <td class="right"><Num full={full(row.now.packets)} command={rates} promql={promql.packets(row.name)}>{short(row.now.packets)}</Num></td>
      <td><Spark name={row.name} /></td>
      <td class="right"><Num full={full(row.now.bits)} command={rates} promql={promql.bits(row.name)}>{short(row.now.bits)}</Num></td>
      <td class="right"><Num full={full(row.now.sessions)} command={rates} promql={promql.newSessions(row.name)}>{short(row.now.sessions)}</Num></td>
      <td class="right"><Drops row={row} command={status} /></td>
      <td class="right">{row.spread === null ? <span title={say('notMeasured')}>–</span> : <Num full={say('spreadText')} command={rates} promql={promql.spread(row.name)}>{short(row.spread)}</Num>}</td>
      <td class="right"><Num full={row.estimated ? say('estimated') : full(row.sessions)} command={`baro session list --vip ${quoted(row.name)}`} promql={promql.sessions(row.name)}>{row.estimated ? '≈' : ''}{short(row.sessions)}</Num></td>
      <td class={`right ${spare(row) <= 0 ? 'warned' : ''}`}><Num full={say('headroomText')} command={status} promql={promql.spare(row.name)}>{spare(row) > 0 ? `+${spare(row)}` : String(spare(row)).replace('-', '−')}</Num></td>
      <td class="sites">{row.data_centres.map((site) => <span key={site.name} class={site.usable < site.members ? 'less' : ''}>{site.name || say('noSite')} <Num full={say('membersShort', site.usable, site.members)} command={status} promql={promql.site(row.name, site.name)}>{site.usable}/{site.members}</Num></span>)}</td>
    </tr>
  );
}

/** The sum, and the reason of most of them. */
function Drops({ row, command }: { row: VipRow; command: string }) {
  const sum = dropped(row);
  if (sum === null) return <span title={say('notMeasured')}>–</span>;
  const reasons = Object.entries(row.drops ?? {}).sort((a, b) => b[1] - a[1]);
  const all = reasons.map(([outcome, rate]) => `${outcome} ${full(rate)}`).join(', ');
  return (
    <>
      {reasons.length > 0 && <small lang="en" title={all}>{reasons[0]![0]}{reasons.length > 1 && ` + ${reasons.length - 1}`}</small>}{' '}
      <Num full={all || full(0)} command={command} promql={promql.drops(row.name)}>{short(sum)}</Num>
    </>
  );
}
