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
    FRAGMENT,
    REFUSED,
    LAST_HOP,
    ECHO_FRAGMENT
}
