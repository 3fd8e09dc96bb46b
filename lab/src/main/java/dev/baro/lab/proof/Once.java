// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import java.util.Optional;
import java.util.function.Supplier;

/// A value that is created on first use. After a failure, every use fails with the same reason.
public final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private Optional<T> made = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    public Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (made.isEmpty()) {
            try {
                made = Optional.of(maker.get());
            } catch (RuntimeException e) {
                failure = Optional.of(e);
                throw e;
            }
        }
        return made.get();
    }
}
