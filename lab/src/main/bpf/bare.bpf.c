// SPDX-License-Identifier: Apache-2.0
/* The least that a forwarder can do, as a program to be attached. */
__attribute__((section("xdp"), used)) int bare(void *packet)
{
	(void)packet;
	return 3; /* XDP_TX of linux/bpf.h */
}
