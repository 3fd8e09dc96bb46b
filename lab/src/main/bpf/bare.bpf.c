// SPDX-License-Identifier: Apache-2.0
/* A program that does the minimum work of a forwarder and can be attached. */
__attribute__((section("xdp"), used)) int bare(void *packet)
{
	(void)packet;
	return 3; /* XDP_TX of linux/bpf.h */
}
