// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The lab's requirements, all of which are checked before any change.
public final class Prerequisites {
    private Prerequisites() {}

    /// A program and the Debian package that contains it.
    record Tool(String program, String debianPackage) {}

    private static final List<Tool> TOOLS = List.of(
            new Tool("ip", "iproute2"),
            new Tool("nsenter", "util-linux"),
            new Tool("setsid", "util-linux"),
            new Tool("env", "coreutils"),
            new Tool("sysctl", "procps"),
            new Tool("ethtool", "ethtool"),
            new Tool("nft", "nftables"),
            new Tool("nginx", "nginx-light"),
            new Tool("openssl", "openssl"),
            new Tool("curl", "curl"),
            new Tool("wrk", "wrk"),
            new Tool("tcpdump", "tcpdump"),
            new Tool("tshark", "tshark"));

    private static final List<Path> DIRECTORIES = List.of(
            Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"), Path.of("/usr/local/bin"));

    /// @throws LabException if programs are missing; its message names them and the command that installs them
    public static void check() {
        List<Tool> missing = missing(
                program -> DIRECTORIES.stream().anyMatch(directory -> Files.isExecutable(directory.resolve(program))));
        if (!missing.isEmpty()) {
            throw new LabException(sentence(missing));
        }
    }

    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static List<Tool> missing(Predicate<String> present) {
        return TOOLS.stream().filter(tool -> !present.test(tool.program())).toList();
    }

    static String sentence(List<Tool> missing) {
        Set<String> packages =
                missing.stream().map(Tool::debianPackage).collect(Collectors.toCollection(LinkedHashSet::new));
        String programs = missing.stream().map(Tool::program).collect(Collectors.joining(", "));
        return "missing: " + programs + "; install: apt-get install " + String.join(" ", packages);
    }
}
