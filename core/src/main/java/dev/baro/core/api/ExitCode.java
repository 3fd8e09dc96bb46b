// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// What every program of Baro tells the shell. Part of the interface, as the words of its output are not.
public final class ExitCode {
    /// The question was answered and the answer is bad, or what was asked for did not work.
    public static final int FAILED = 1;
    /// The command line is wrong.
    public static final int USAGE = 2;
    public static final int CONFIG_INVALID = 3;
    public static final int DAEMON_NOT_REACHABLE = 4;
    /// Traffic would be lost by what was asked for; nothing has changed, and `--force` does it nonetheless.
    public static final int NEEDS_FORCE = 5;
    /// It was done on some balancers and not on all.
    public static final int PARTLY_DONE = 6;
    /// Root, a capability or the membership of a group is missing.
    public static final int NEEDS_ROOT = 7;

    /// Another change is under way; nothing has changed.
    public static final int CONFLICT = 8;

    private ExitCode() {}
}
