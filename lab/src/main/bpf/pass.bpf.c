// SPDX-License-Identifier: Apache-2.0
/* A veth delivers frames that its peer sends with XDP_TX only if the veth itself has an XDP
 * program. This program passes everything unchanged. */
__attribute__((section("xdp"), used)) int pass(void *packet)
{
	(void)packet;
	return 2; /* XDP_PASS of linux/bpf.h */
}
