// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A network namespace, identified by its name. Commands enter only the network namespace, because `ip netns
/// exec` would also mount a new /sys, in which BPF pins are not visible.
public record Namespace(String name) {

    public Path file() {
        return Path.of("/run/netns", name);
    }

    public boolean exists() {
        return Files.exists(file());
    }

    public Command command(String... words) {
        return command(List.of(words));
    }

    public Command command(List<String> words) {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--net=" + file()));
        inside.addAll(words);
        return Command.of(inside);
    }

    /// Kills the processes in the namespace and removes it, if it exists.
    public void remove() {
        if (exists()) {
            Processes.kill(processes());
            Command.of("ip", "netns", "del", name).succeed();
        }
    }

    /// The processes in this network namespace, except those that end during the query.
    public List<ProcessHandle> processes() {
        if (!exists()) {
            return List.of();
        }
        String network = "net:[" + number() + "]";
        return ProcessHandle.allProcesses()
                .filter(process -> networkOf(process).equals(network))
                .toList();
    }

    /// The number in `/proc/PID/ns/net`, which an agent in the namespace uses in the names of its pins.
    ///
    /// @throws LabException if the namespace does not exist
    String number() {
        try {
            return Files.getAttribute(file(), "unix:ino").toString();
        } catch (IOException e) {
            throw new LabException("read network namespace " + name + ": " + e.getMessage(), e);
        }
    }

    private static String networkOf(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/net"))
                    .toString();
        } catch (IOException e) {
            // The process has ended, or is a kernel thread. In either case, it does not belong to the lab.
            return "";
        }
    }
}
