// SPDX-License-Identifier: Apache-2.0
/* A veth delivers what its peer sends by XDP_TX only where it has an XDP program itself: this one
 * changes nothing. */
__attribute__((section("xdp"), used)) int pass(void *packet)
{
	(void)packet;
	return 2; /* XDP_PASS of linux/bpf.h */
}
