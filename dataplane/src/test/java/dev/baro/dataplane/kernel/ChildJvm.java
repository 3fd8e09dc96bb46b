// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a JVM that runs a program of the tests, and starts as fast as one can.
public final class ChildJvm {
    public static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private ChildJvm() {}

    /// @param options of this JVM, beside those of all
    /// @param program its main class and arguments
    public static List<String> command(List<String> options, String classPath, String... program) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        words.addAll(options);
        words.addAll(List.of("-cp", classPath));
        words.addAll(List.of(program));
        return words;
    }
}
