// SPDX-License-Identifier: Apache-2.0
// How a packet goes: clients, routers, balancers, and the members by data centre. A line is as wide as its rate, and
// dashed where no new sessions go, or where nothing is measured. Routers are those to which the routing daemon exports the
// route, as it says itself. The way back is measured by no balancer, so it carries no number.
import type { View } from './feed';
import { full, quoted, short } from './format';
import { tone, type Tone } from './marks';
import { SvgNum } from './number';
import { neighbours, useAnswer, useExports } from './peers';
import { promql } from './promql';
import type { PeerList, RouteList, ServerStatus, VipRow, VipView } from './types';
import { say, translated } from './words';

const MOST_MEMBERS = 12;
const WIDTH = 1000;
const BOX = { w: 200, h: 58 };
const CLIENTS = { x: 10, w: 105 };
const ROUTERS = { x: 150, w: 160 };
const BALANCER_X = 350;
const PEER_H = 40;
const MOST_PEERS = 3;
const MEMBER_H = 34;
const MEMBER_W = 330;
const GAP = 26;

interface Group { name: string; servers: ServerStatus[]; usable: number; packets: number }

function groups(detail: VipView): Group[] {
  const rates = new Map(detail.rates.servers.map((each) => [each.name, each.rates.now.packets]));
  const found = new Map<string, Group>();
  detail.vip.servers.forEach((server) => {
    const group = found.get(server.data_centre) ?? { name: server.data_centre, servers: [], usable: 0, packets: 0 };
    group.servers.push(server);
    group.packets += rates.get(server.name) ?? 0;
    if (takesSessions(server)) group.usable += 1;
    found.set(server.data_centre, group);
  });
  return [...found.values()];
}

const GOOD_HEALTH = new Set(['up', 'kept', 'partly', 'not-probed', 'not-observed', 'unwatched']);

function takesSessions(server: ServerStatus): boolean {
  return server.state === 'enabled' && server.weight > 0 && GOOD_HEALTH.has(server.health);
}

function width(rate: number, most: number): number {
  return rate > 0 ? 1.5 + 5 * (rate / Math.max(1, most)) : 1.5;
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

export function PacketPath({ row, detail, view }: { row: VipRow; detail: VipView; view: View }) {
  const sites = groups(detail);
  const each = detail.vip.servers.length <= MOST_MEMBERS;
  const rates = new Map(detail.rates.servers.map((server) => [server.name, server.rates.now.packets]));
  const most = row.now.packets;
  let y = 12;
  const placed = sites.map((site) => {
    const top = y;
    const lines = each ? site.servers.length : 1;
    y += 26 + lines * (MEMBER_H + 6) + GAP;
    return { site, top, height: 26 + lines * (MEMBER_H + 6) };
  });
  const routers = useRouters(row.name);
  const peers = (useAnswer<PeerList>('/v1/peers')?.peers ?? []).slice(0, MOST_PEERS);
  const height = Math.max(150 + peers.length * PEER_H, y) + 34;
  const centre = (height - 34 - peers.length * PEER_H) / 2;
  const peerY = (i: number) => centre + BOX.h / 2 + 10 + i * PEER_H;
  const x = WIDTH - MEMBER_W - 20;
  return (
    <svg class="path" viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label={`${say('path')}: ${row.name}, ${say('membersShort', row.usable, row.members)}`}>
      <path class="flow off" d={`M${CLIENTS.x + CLIENTS.w} ${centre}H${ROUTERS.x}`} style={{ strokeWidth: 1.5 }} />
      <path class="flow" d={`M${ROUTERS.x + ROUTERS.w} ${centre}H${BALANCER_X}`} style={{ strokeWidth: width(row.now.packets, most) }} />
      {peers.map((peer, i) => <path key={peer.name} class="flow off" d={curve(ROUTERS.x + ROUTERS.w, centre, BALANCER_X, peerY(i) + 15)} style={{ strokeWidth: 1.5 }} />)}
      {placed.flatMap(({ site, top }) => (each
        ? site.servers.map((server, i) => ({ key: server.name, rate: rates.get(server.name) ?? 0, on: takesSessions(server), y: top + 26 + i * (MEMBER_H + 6) + MEMBER_H / 2 }))
        : [{ key: site.name, rate: site.packets, on: site.usable > 0, y: top + 26 + MEMBER_H / 2 }]
      ).map((line) => <path key={line.key} class={line.on ? 'flow' : 'flow off'} d={curve(BALANCER_X + BOX.w, centre, x, line.y)} style={{ strokeWidth: width(line.rate, most) }} />))}
      <path class="return" d={`M${x} ${height - 18}C${x - 200} ${height - 4} 250 ${height - 4} 60 ${centre + BOX.h / 2 + 4}`} />
      <text class="faint over" x={WIDTH / 2} y={height - 4} text-anchor="middle">{say('returns')}</text>
      <Box x={CLIENTS.x} y={centre - BOX.h / 2} w={CLIENTS.w} title={say('clients')} text="" tone="idle" />
      <Box x={ROUTERS.x} y={centre - BOX.h / 2} w={ROUTERS.w} title={say('routers')} text={routers.text} tone={routers.tone} />
      <SvgNum x={BALANCER_X + BOX.w / 2} y={centre - BOX.h / 2 - 8} text={`${short(row.now.packets)} ${say('packets')}`} title={`${row.name}: ${full(row.now.packets)} ${say('packets')}`}
        command={`baro rates ${quoted(row.name)}`} promql={promql.packets(row.name)} anchor="middle" />
      {peers.map((peer, i) => <Box key={peer.name} x={BALANCER_X} y={peerY(i)} w={BOX.w} h={30} title={`${peer.state === 'silent' ? '✕ ' : ''}${peer.name}: ${say('notMeasured')}`} text="" tone={peer.state === 'silent' ? 'bad' : 'idle'} />)}
      <Box x={BALANCER_X} y={centre - BOX.h / 2} w={BOX.w} title={view.about.balancer} text={`${row.name} · ${view.interfaces.map((each) => `${each.name} ${each.mode}`).join(', ')}`}
        tone={view.interfaces.some((each) => each.mode === 'none') ? 'bad' : 'good'} />
      {placed.map(({ site, top, height: h }) => (
        <g key={site.name}>
          <rect class="site" x={x - 12} y={top} width={MEMBER_W + 24} height={h + 8} rx="8" />
          <text class="faint" x={x} y={top + 17}>{site.name || say('noSite')} · {say('membersShort', site.usable, site.servers.length)}</text>
          {each
            ? site.servers.map((server, i) => <MemberBox key={server.name} vip={row.name} server={server} rate={rates.get(server.name) ?? 0} layers={detail.layers[server.name] ?? {}} x={x} y={top + 26 + i * (MEMBER_H + 6)} />)
            : <Box x={x} y={top + 22} w={MEMBER_W} h={MEMBER_H + 4} title={`${short(site.packets)} ${say('packets')}`} text="" tone={site.usable === site.servers.length ? 'good' : site.usable ? 'warn' : 'bad'} />}
        </g>
      ))}
    </svg>
  );
}

function Box({ x, y, w, h = BOX.h, title, text, tone: edge }: { x: number; y: number; w: number; h?: number; title: string; text: string; tone: Tone }) {
  return (
    <g class={`box ${edge}`}>
      <rect x={x} y={y} width={w} height={h} rx="6" />
      <text x={x + 12} y={y + (text ? 24 : h / 2 + 5)}>{title.length > 26 ? `${title.slice(0, 25)}…` : title}</text>
      {text && <text class="faint" x={x + 12} y={y + 43}>{text.length > 28 ? `${text.slice(0, 27)}…` : text}</text>}
    </g>
  );
}

/** Whom the routing daemon gives the route of the VIP. */
function useRouters(vip: string): { text: string; tone: Tone } {
  const exports = useExports();
  const route = useAnswer<RouteList>('/v1/routes')?.routes.find((each) => each.vip === vip);
  const to = neighbours(exports, route?.prefix ?? '');
  if (!route || !to) return { text: say('notMeasured'), tone: 'idle' };
  if (to.length) return { text: to.join(', '), tone: 'good' };
  return { text: say('toNobody'), tone: route.metric > 0 ? 'bad' : 'idle' };
}

function MemberBox({ vip, server, rate, layers, x, y }: { vip: string; server: ServerStatus; rate: number; layers: Record<string, string>; x: number; y: number }) {
  const state = server.state === 'enabled' ? server.health : server.state;
  return (
    <>
      <a href={`#/server/${encodeURIComponent(server.name)}`}>
        <title>{translated(state)}</title>
        <g class={`box ${tone(state)}`}>
        <rect x={x} y={y} width={MEMBER_W} height={MEMBER_H} rx="5" />
        <text x={x + 10} y={y + 22}>{server.name.length > 17 ? `${server.name.slice(0, 16)}…` : server.name}</text>
        {Object.entries(layers).map(([layer, word], i) => (
          <text key={layer} class={`layer ${tone(word)}`} x={x + 226 + i * 27} y={y + 22}>{layer.toUpperCase()}{tone(word) === 'good' ? '' : tone(word) === 'bad' ? '✕' : '?'}</text>
        ))}
      </g>
      </a>
      <SvgNum x={x + 215} y={y + 22} text={`${short(rate)}/s`} title={`${server.name}: ${full(rate)} ${say('packets')}`} anchor="end"
        command={`baro rates ${quoted(vip)}`} promql={promql.packets(vip, server.name)} />
    </>
  );
}
