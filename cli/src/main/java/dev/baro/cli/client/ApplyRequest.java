// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.time.Duration;

/// The terms on which to apply the daemon's file.
///
/// @param reason  the reason for the change; may be empty
/// @param within  the time in which it must be confirmed, or it is rolled back; zero: it needs no confirmation
/// @param watched whether it is rolled back when servers fail because of it
/// @param force   whether to apply even if it takes traffic away
/// @param seen    the revision that must be in force; 0: any
public record ApplyRequest(String reason, Duration within, boolean watched, boolean force, int seen) {}
