// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// A network namespace that the thread which opens it is in until it closes it; loopback is up.
public final class ThreadNetwork implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;

    private final Fd before;

    private ThreadNetwork(Fd before) {
        this.before = before;
    }

    public static ThreadNetwork open() {
        Fd before = new Fd("network namespace", LibC.openForReading("/proc/thread-self/ns/net"));
        ThreadNetwork network = new ThreadNetwork(before);
        try {
            OwnNetwork.enter();
            OwnNetwork.ip("link set lo up");
            return network;
        } catch (Throwable e) {
            network.close();
            throw new IllegalStateException("no network namespace", e);
        }
    }

    @Override
    public void close() {
        try (before) {
            setns(before.number());
        }
    }

    @SuppressWarnings("restricted")
    private static void setns(int namespace) {
        Linker linker = Linker.nativeLinker();
        MethodHandle setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try {
            if ((int) setns.invokeExact(namespace, CLONE_NEWNET) != 0) {
                throw new IllegalStateException("no way back from a network namespace");
            }
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
