// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

/// What generated frames have that few real ones do. One frame may be of several classes.
enum FrameClass {
    BROADCAST,
    MULTICAST,
    FOREIGN_UNICAST,
    KNOWN_TAGS,
    UNKNOWN_TAGS,
    EXTENSION_HEADERS,
    LONG_CHAIN,
    MARTIAN,
    LINK_LOCAL,
    OWN_BROADCAST,
    GROUP_SOURCE,
    SERVER_MAC,
    FRAGMENT,
    OVERTAKEN_FRAGMENT,
    OTHER_NEXT_HEADER,
    REFUSED,
    LAST_HOP,
    ECHO_FRAGMENT,
    SEVERAL_BUFFERS,
    SEVERAL_HOPS
}
