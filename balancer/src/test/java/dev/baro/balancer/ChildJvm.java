// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a JVM that runs a program in a network namespace, and starts as fast as one can.
public final class ChildJvm {
    public static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private ChildJvm() {}

    /// @param before  words of a program that runs it; empty for none
    /// @param program its main class and arguments
    public static List<String> command(String namespace, List<String> before, String classPath, List<String> program) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        words.addAll(before);
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath));
        words.addAll(program);
        return words;
    }
}
