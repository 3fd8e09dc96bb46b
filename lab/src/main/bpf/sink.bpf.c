// SPDX-License-Identifier: Apache-2.0
/* The far end of a link in the bench: drops every frame after the interface has counted it. */
__attribute__((section("xdp"), used)) int sink(void *packet)
{
	(void)packet;
	return 1; /* XDP_DROP of linux/bpf.h */
}
