// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.time.Duration;

/// The conditions under which to apply the daemon's file.
///
/// @param reason  the reason for the change; may be empty
/// @param within  the time within which the change must be confirmed, or it is rolled back; zero:
///                it needs no confirmation
/// @param watched whether the change is rolled back if servers fail because of it
/// @param force   whether to apply the change even if it takes traffic away
/// @param seen    the revision that must be in force when the request arrives; 0: any revision
public record ApplyRequest(String reason, Duration within, boolean watched, boolean force, int seen) {}
