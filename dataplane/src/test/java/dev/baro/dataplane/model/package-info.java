// SPDX-License-Identifier: Apache-2.0
/// What the packet path must do, written once more from `docs/reference/packets.md` and the RFCs and sharing no
/// code with the product, so that the two can be compared byte by byte. Slow and plain on purpose.
@org.jspecify.annotations.NullMarked
package dev.baro.dataplane.model;
