// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A process with the tests of the module below, which know what stands in the maps.
final class KernelInspector implements AutoCloseable {
    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    KernelInspector(List<String> services) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "dev.baro.dataplane.faults.Inspector",
                Integer.toString(BalancedSegment.ifindex()),
                BalancedSegment.balancersMac(),
                BalancedSegment.serversMac(),
                BalancedSegment.OWN_V4,
                BalancedSegment.OWN_V6));
        words.addAll(services);
        process = JavaProgram.start(List.of(), words);
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Everything of an instance that packets go by, and whether they do as the independent model says.
    String inspect(String instance) throws IOException {
        in.write(instance + "\n");
        in.flush();
        List<String> lines = new ArrayList<>();
        String line = out.readLine();
        while (line != null && !line.equals("end")) {
            lines.add(line);
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the inspector ended: " + lines);
        }
        return String.join("\n", lines);
    }

    @Override
    public void close() throws IOException {
        in.close();
        int _ = process.onExit().join().exitValue();
    }
}
