/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* Answers the sender of a packet that is not forwarded: the last stage of handling an exception,
 * for packets that get an answer. */
#ifndef BARO_WAY_BACK_H
#define BARO_WAY_BACK_H

#include "icmp_error.h"
#include "reset.h"
#include "slow_path.h"

/* False if no reset was sent. */
__attribute__((noinline)) int send_reset(struct xdp_md *ctx, struct departure *d)
{
	struct packet p = {};

	return d && arrive(ctx, d, &p) && is_answerable(&p) && answer_reset(ctx, &p, d->l4_offset);
}

/* Called before an error is built: checks whether it may be sent, and sums its quote. Separate
 * from send_error(), because the two together need more stack than is available. */
__attribute__((noinline)) int begin_error(struct xdp_md *ctx, struct departure *d)
{
	struct packet p = {};

	if (!d || !arrive(ctx, d, &p) || !is_answerable(&p) ||
	    !may_send(&p.source, BUDGET_OF_REFUSALS))
		return false;
	d->quote_sum = sum_of_quote(ctx, &p);
	return true;
}

__attribute__((noinline)) int send_error(struct xdp_md *ctx, struct departure *d)
{
	struct icmp_error error = {};
	struct packet p = {};

	if (!d || !arrive(ctx, d, &p))
		return false;
	error.from = p.vip;
	if (d->refusal == REFUSAL_UNREACHABLE) {
		error.type = p.v6 ? ICMP6_UNREACHABLE : ICMP_UNREACHABLE;
		error.code = p.v6 ? ICMP6_PORT_UNREACHABLE : ICMP_PORT_UNREACHABLE;
	} else {
		error.type = p.v6 ? ICMP6_TIME_EXCEEDED : ICMP_TIME_EXCEEDED;
		name_router(&p, &error.from);
	}
	error.quoted = quoted_bytes(&p);
	error.sum = d->quote_sum;
	return answer_error(ctx, &p, &error);
}

/* Answers the sender. `e->outcome` is the reason why the packet is not forwarded. */
static __always_inline void tell_sender(struct xdp_md *ctx, struct departure *d, struct exit *e)
{
	bool told = false;

	if (d->refusal == REFUSAL_RESET)
		told = send_reset(ctx, d);
	else if (d->refusal)
		told = begin_error(ctx, d) && send_error(ctx, d);
	if (e->outcome == OUTCOME_TTL_EXPIRED)
		e->dropped = !told;
	else if (told)
		e->outcome = e->outcome == OUTCOME_NO_SERVER ? OUTCOME_NO_SERVER_REFUSED
							     : OUTCOME_UNSERVED_REFUSED;
}

#endif
