// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import dev.baro.balancer.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A Java program of the tests' class path in the network namespace of the balancer.
final class JavaProgram {
    /// The tests of the module below, which the build compiles before.
    private static final String BELOW =
            Path.of("../dataplane/target/test-classes").toAbsolutePath() + File.pathSeparator;

    private JavaProgram() {}

    /// @param before words of a program that runs it; empty for none
    static Process start(List<String> before, List<String> program) throws IOException {
        List<String> words = ChildJvm.command(BalancedSegment.BALANCER, before, BELOW + ChildJvm.CLASS_PATH, program);
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }
}
