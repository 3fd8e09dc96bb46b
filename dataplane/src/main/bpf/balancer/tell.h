/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Reports sessions to the daemon, which copies them to the other balancers. Only packets that
 * change a session's state reach this code, so packets of an established session do not. */
#ifndef BARO_TELL_H
#define BARO_TELL_H

#include "session.h"

/* A report about a session to the daemon, for its peers. */
struct told_session {
	__u64 hash;
	__u64 at_ns;  /* as bpf_ktime_get_ns() counts */
	__u32 server; /* number */
	__u32 state;  /* enum session_state: its new state */
};
#define TOLD_BYTES (1 << 20) /* a third of a second at 100,000 sessions a second */

/* told_sessions: struct told_session, while there are peers. Read by Java. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, TOLD_BYTES);
} told_sessions SEC(".maps");

/* A global function, so that the verifier walks it once. The daemon is not woken, because a
 * wake-up costs more than the rest of the report. */
__attribute__((noinline)) int tell_daemon(__u64 hash, __u64 session)
{
	struct told_session told = {
	    .hash = hash,
	    .at_ns = bpf_ktime_get_ns(),
	    .server = session_server(session),
	    .state = session_state(session),
	};

	if (bpf_ringbuf_output(&told_sessions, &told, sizeof(told), BPF_RB_NO_WAKEUP))
		__sync_fetch_and_add(&now.untold, 1);
	return 0;
}

/* Reports a session's new state if it concerns peers. Half-open sessions and single datagrams
 * prove nothing, so they are not reported, and a flood of them does not reach peers. */
static __always_inline void tell_peers(const struct service *service, __u64 hash, __u64 session)
{
	__u32 state = session_state(session);

	if (limits.has_peers && service->flags & SERVICE_SYNCED &&
	    (state == SESSION_CLOSING || state >= SESSION_ESTABLISHED))
		tell_daemon(hash, session);
}

/* Reports the end of a session whose flow has started again, because the copies that peers have
 * of it must end, too. */
static __always_inline void tell_gone(const struct service *service, __u64 hash, __u64 session)
{
	if (limits.has_peers && service->flags & SERVICE_SYNCED)
		tell_daemon(hash, session & ~((__u64)7 << SESSION_STATE_SHIFT));
}

#endif
