// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

/// What an operator said: a VIP is not announced from here until it is taken back.
///
/// @param vip     empty: every VIP, those of later files included
/// @param atOnce  without announcing first that the route is about to go
/// @param reason  in the operator's words; may be empty
/// @param sinceNs monotonic time
public record Withdrawal(String vip, boolean atOnce, String reason, long sinceNs) {
    boolean isFor(String name) {
        return vip.isEmpty() || vip.equals(name);
    }

    String text() {
        return "an operator withdrew it" + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
