// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

/// An operator's withdrawal of a VIP from this balancer, until the operator announces it again.
///
/// @param vip     the VIP; empty for every VIP, including VIPs in later files
/// @param atOnce  whether to skip the phase in which the route is announced as being about to go
/// @param reason  the reason in the operator's words; may be empty
/// @param sinceNs the monotonic time of the withdrawal
public record Withdrawal(String vip, boolean atOnce, String reason, long sinceNs) {
    boolean isFor(String name) {
        return vip.isEmpty() || vip.equals(name);
    }

    String text() {
        return "an operator withdrew it" + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
