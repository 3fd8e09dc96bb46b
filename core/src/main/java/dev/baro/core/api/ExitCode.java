// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// The exit codes of all Baro programs. Unlike the wording of the output, these codes are
/// part of the interface.
public final class ExitCode {
    /// A check failed, or the requested operation did not succeed.
    public static final int FAILED = 1;
    /// The command line is invalid.
    public static final int USAGE = 2;
    public static final int CONFIG_INVALID = 3;
    public static final int DAEMON_NOT_REACHABLE = 4;
    /// The request would take traffic away, so nothing was changed; with `--force`, it is executed.
    public static final int NEEDS_FORCE = 5;
    /// The request succeeded only on some balancers.
    public static final int PARTLY_DONE = 6;
    /// The caller is not root, or lacks a capability or group membership.
    public static final int NEEDS_ROOT = 7;

    /// Another change is in progress; nothing has changed.
    public static final int CONFLICT = 8;

    private ExitCode() {}
}
