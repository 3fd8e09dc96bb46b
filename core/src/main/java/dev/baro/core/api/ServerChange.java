// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.util.Objects;

/// The body of `PUT /v1/servers/{server}/state` and `PUT /v1/servers/{server}/weight`. Fields that the request
/// omits are empty or 0.
///
/// @param state           `drain`, `disabled` or `enabled`
/// @param weight          the weight, 0..100
/// @param vip             the VIP; empty for all
/// @param deadlineSeconds the time after which a drained server is treated as removed; 0 for never
/// @param reason          the reason in the operator's words
public record ServerChange(String state, int weight, String vip, long deadlineSeconds, String reason) {
    public ServerChange {
        state = Objects.requireNonNullElse(state, "");
        vip = Objects.requireNonNullElse(vip, "");
        reason = Objects.requireNonNullElse(reason, "");
    }
}
