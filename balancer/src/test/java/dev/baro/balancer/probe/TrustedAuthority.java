// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An authority that the JDK trusts while a class of tests runs. The JDK reads whom it trusts when a prober starts.
final class TrustedAuthority implements BeforeAllCallback, AfterAllCallback {
    private static final String PASSWORD = "changeit";

    private @Nullable Path directory;
    private @Nullable TestAuthority authority;

    Path directory() {
        return Objects.requireNonNull(directory);
    }

    TestAuthority authority() {
        return Objects.requireNonNull(authority);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("baro-authority");
        authority = new TestAuthority(directory, "Test Authority");
        System.setProperty(
                "javax.net.ssl.trustStore", authority.trustStore(PASSWORD).toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
        List<Path> all;
        try (Stream<Path> paths = Files.walk(directory())) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
