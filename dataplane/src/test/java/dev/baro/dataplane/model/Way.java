// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// The outcomes, in the order of the page.
public enum Way {
    NOT_A_VIP,
    FORWARDED,
    REDIRECTED,
    ROUTED_BY_KERNEL,
    ANSWERED,
    TOO_BIG,
    PORT_NOT_SERVED,
    NO_SERVER,
    UNSERVED_REFUSED,
    NO_SERVER_REFUSED,
    NO_ROUTE,
    TTL_EXPIRED,
    FRAGMENT_UNKNOWN,
    SOURCE_ROUTED,
    LOOPED,
    MARTIAN,
    OTHER_PROTOCOL,
    MALFORMED
}
