// SPDX-License-Identifier: Apache-2.0
// The same number out of Prometheus: the metrics of docs/reference/metrics.md.

const label = (vip: string, server?: string) => `{vip="${vip}"${server ? `,server="${server}"` : ''}}`;

export const promql = {
  packets: (vip: string, server?: string) => `sum(rate(baro_server_forwarded_packets_total${label(vip, server)}[1m]))`,
  bits: (vip: string, server?: string) => `8 * sum(rate(baro_server_forwarded_bytes_total${label(vip, server)}[1m]))`,
  newSessions: (vip: string, server?: string) => `sum(rate(baro_server_sessions_created_total${label(vip, server)}[1m]))`,
  sessions: (vip: string, server?: string) => (server ? `sum(baro_server_sessions${label(vip, server)})` : `sum(baro_vip_sessions${label(vip)})`),
  usable: (vip: string) => `baro_vip_usable_servers${label(vip)}`,
  spread: (vip: string) => `max(sum by (server) (rate(baro_server_sessions_created_total${label(vip)}[1m]))) - min(sum by (server) (rate(baro_server_sessions_created_total${label(vip)}[1m])))`,
  notForwarded: (vip: string, outcome: string) => `baro_vip_not_forwarded_packets_total{vip="${vip}",outcome="${outcome}"}`,
  drops: (vip: string) => `sum(rate(baro_vip_not_forwarded_packets_total${label(vip)}[1m]))`,
  spare: (vip: string) => `baro_vip_usable_servers${label(vip)} - on (vip) baro_vip_needed_servers${label(vip)}`,
  site: (vip: string, site: string) => `sum(baro_server_up{vip="${vip}",data_centre="${site}"})`,
  weight: (vip: string, server: string) => `baro_server_weight${label(vip, server)}`,
  all: { packets: 'sum(rate(baro_server_forwarded_packets_total[1m]))', bits: '8 * sum(rate(baro_server_forwarded_bytes_total[1m]))', sessions: 'sum(rate(baro_server_sessions_created_total[1m]))' },
  table: 'sum(baro_session_table_sessions) / baro_session_table_places',
  problems: 'baro_problems',
  lag: (peer: string) => `baro_session_sync_lag_seconds{peer="${peer}"}`,
  backlog: (peer: string) => `baro_session_sync_backlog{peer="${peer}"}`,
  outcome: (outcome: string) => `rate(baro_xdp_packets_total{outcome="${outcome}"}[1m])`,
};
