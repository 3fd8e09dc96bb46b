// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.util.Map;

/// A system call that failed.
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ERANGE = 34;
    static final int ENOSYS = 38;
    public static final int ENOLINK = 67;
    public static final int EOPNOTSUPP = 95;

    /// Values from asm-generic/errno-base.h and errno.h that the calls here can return.
    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(EPERM, "operation not permitted"),
            Map.entry(ENOENT, "no such object"),
            Map.entry(7, "program too large"),
            Map.entry(12, "out of memory"),
            Map.entry(13, "permission denied"),
            Map.entry(EBUSY, "busy"),
            Map.entry(EEXIST, "exists already"),
            Map.entry(ENODEV, "no such device"),
            Map.entry(EINVAL, "invalid argument"),
            Map.entry(28, "no space left"),
            Map.entry(ERANGE, "out of range"),
            Map.entry(ENOSYS, "not in this kernel"),
            Map.entry(ENOLINK, "interface is gone"),
            Map.entry(EOPNOTSUPP, "not supported"),
            Map.entry(97, "address family not in this kernel"),
            Map.entry(99, "no such address here"),
            Map.entry(101, "network is unreachable"),
            Map.entry(113, "no route to host"));

    private final int errno;

    /// @param operation the operation as verb and object, such as `attach xdp to eth1 (native)`
    /// @param errno     positive
    public ErrnoException(String operation, int errno) {
        super(operation + ": " + MEANINGS.getOrDefault(errno, "errno") + " (errno " + errno + ")");
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /// @param result the result of a call that returns a negative errno on failure
    /// @return the result if it is not negative
    public static int check(String operation, int result) {
        if (result < 0) {
            throw new ErrnoException(operation, -result);
        }
        return result;
    }
}
