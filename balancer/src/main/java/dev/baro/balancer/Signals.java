// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.dataplane.kernel.IgnoredSignals;
import java.lang.reflect.Proxy;

/// Handles signals from the operating system.
final class Signals {
    private Signals() {}

    /// Runs the action on a separate thread whenever the signal arrives, instead of the JVM's default action.
    /// This also works for signals that the parent process ignored.
    ///
    /// Uses reflection, because javac warns about every mention of `sun.misc.Signal`, and
    /// no option suppresses that.
    ///
    /// @param name the signal's name without `SIG`
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (_, method, arguments) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(action, arguments);
                        }
                        action.run();
                        return null;
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            IgnoredSignals.restoreDefault((int) signal.getMethod("getNumber").invoke(named));
            signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Signal is part of jdk.unsupported", e);
        }
    }
}
