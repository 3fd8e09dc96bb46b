// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The members of this host's groups, from the file described in group(5). The kernel reports a caller's first
/// group; the file lists the others.
record HostGroups(Map<String, Set<String>> groupsByUser) {
    private static final Path FILE = Path.of("/etc/group");

    static HostGroups read() {
        return read(FILE);
    }

    /// The groups in the file; none if it cannot be read.
    static HostGroups read(Path file) {
        Map<String, Set<String>> groups = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                List<String> fields = Arrays.asList(line.split(":", -1));
                if (fields.size() == 4) {
                    for (String user : fields.get(3).split(",", -1)) {
                        groups.computeIfAbsent(user.strip(), _ -> new HashSet<>())
                                .add(fields.getFirst());
                    }
                }
            }
        } catch (IOException e) {
            // If the file is unreadable, only a caller's first group counts.
        }
        return new HostGroups(groups);
    }

    /// @param first the group that the kernel reports; may be empty
    Set<String> of(String user, String first) {
        Set<String> all = new HashSet<>(groupsByUser.getOrDefault(user, Set.of()));
        all.add(first);
        return all;
    }
}
