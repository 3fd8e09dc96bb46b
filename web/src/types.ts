// SPDX-License-Identifier: Apache-2.0
// What the daemon sends, as docs/reference/rest.md and VipRow.java describe it.

export interface Rate { packets: number; bits: number; sessions: number }
export interface Rates { now: Rate; minute: Rate; peak: Rate }
export interface RateHistory {
  vip: string; end: string; step_seconds: number; kept: boolean; packets: number[]; bits: number[]; sessions: number[];
}
export interface Headroom {
  processors: number; softirq_percent: number; busiest_percent: number; sessions: number; places: number;
  interfaces: { name: string; dropped: number; missed: number }[];
}
export interface Site { name: string; members: number; usable: number }
export type VipState = 'ok' | 'unwell' | 'short' | 'out';

export interface VipRow {
  name: string; address: string; dscp: string; scheduler: string; ports: string[]; state: VipState;
  members: number; usable: number; need: number; unwell: number; now: Rate; spread: number | null;
  sessions: number; estimated: boolean; drops: Record<string, number> | null; data_centres: Site[];
}

export interface About {
  balancer: string; version: string; instance: string; started: string; cluster: string; pid: number;
}
export interface ConfigStatus { source: string; revision: number; applied: number; accepted: string; failure: string }
export interface InterfaceStatus { name: string; mode: string; reason: string }
export interface Repairs { count: number; last: string; what: string[] }
export interface Override { what: string; every_vip: boolean; reason: string; since: string; deadline: string }
export interface AdminState { state: string; weight: number }
export interface Member {
  server: string; vip: string; now: AdminState; file: AdminState; override: Override | null;
  load: { sessions: number; estimated: boolean; empty_since: string; ramp_percent: number };
}
export interface BaroEvent { id: number; time: string; level: string; event: string; fields: Record<string, string> }

export interface Parts {
  about: About; config: ConfigStatus; interfaces: InterfaceStatus[]; outcomes: Record<string, number>;
  problems: string[]; overridden: Member[]; repairs: Repairs; total: Rate; measured: number; table: { sessions: number; places: number };
}
export interface Message extends Partial<Parts> { number: number; time: string; rows: VipRow[]; events: BaroEvent[] }

export interface ServerStatus {
  name: string; data_centre: string; address: string; state: string; weight: number; packets: number; bytes: number;
  sessions_created: number; sessions_active: number; health: string; verdict: string;
}
export interface PortStatus {
  name: string; protocol: string; port: number; members: number; usable: number; sessions_created: number;
  sessions_active: number; sessions_estimated: boolean;
}
export interface VipView {
  time: string;
  vip: { name: string; ports: PortStatus[]; outcomes: Record<string, number>; servers: ServerStatus[] };
  rates: { rates: Rates; servers: { name: string; rates: Rates }[] };
  layers: Record<string, Record<string, string>>;
}

export interface Use {
  vip: string; port: string; health: string; verdict: string; since: string; until: string; noticed: boolean;
}
export interface ServerSummary {
  name: string; address: string; data_centre: string; method: string; state: string; health: string; verdict: string;
  since: string; layers: Record<string, string>; uses: Use[];
}
export interface Reply { of: string; reply: string; detail: string; at: string; took_ms: number }
export interface Target {
  layer: string; vip: string; port: string; condition: string; since: string; streak: number; needed: number;
  verdict: string; sent: string; next_probe: string; replies: Reply[];
  path: { distance: number; address: string; dscp: number }[]; certificate_expires: string; chain_expires: string;
}
export interface ServerDetail {
  server: ServerSummary; targets: Target[]; advice: { verdict: string; cause: string; fix: string }[];
}
export interface TracedFrame { text: string; bytes: number; data: string }
export interface TracedPacket {
  number: number; seconds: number; interface_name: string; outcome: string; reason: string; server: string; left: boolean;
  before: TracedFrame; after: TracedFrame;
}
export interface TraceReport { id: number; running: boolean; ended: string; lost: number; packets: TracedPacket[] }
export interface PacketExplanation {
  vip: string; port: string; scheduler: string;
  slot: { number: number; of: number; server: string; former: string } | null;
  entry: { before: string; server: string; idle_seconds: number; behind: string };
  packet: TracedPacket; assumed: string[];
  probe: { server: string; answered: boolean; reply: string; detail: string; milliseconds: number } | null;
}

export interface Revision {
  number: number; time: string; author: { origin: string; who: string; reason: string }; source: string;
  changes: string[]; change_count: number; failure: string; rollback: { by: number; why: string };
}
export interface RevisionList { in_force: number; revisions: Revision[] }
export interface Difference { revision: number; changes: string[] }

export interface RouteList {
  table: number; every_vip: boolean; unannounced: string[]; trouble: string[];
  routes: { vip: string; prefix: string; state: 'announced' | 'leaving' | 'withdrawn'; reason: string; since: string; metric: number }[];
}
export interface RouteExports { all: { prefix: string; to: string }[]; asked: string[]; not_looked_at: string[] }
export interface PeerList {
  name: string; revision: number; differences: string[];
  peers: {
    name: string; address: string; state: 'up' | 'silent' | 'not-joined'; since: string; baro: string; revision: number;
    same_config: boolean; verdicts: number; sessions: { state: string; lag_seconds: number; waiting: number };
  }[];
}
export interface Problem { type: string; title: string; status: number; detail: string; where: string; fix: string }
