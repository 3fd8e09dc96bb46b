// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.client.Programs;
import dev.baro.cli.doctor.BalancerFacts.Hop;
import dev.baro.cli.doctor.BalancerFacts.Hop.Way;
import dev.baro.cli.doctor.BalancerFacts.Kernel;
import dev.baro.cli.doctor.BalancerFacts.Port;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.core.model.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Reads facts from the kernel of a balancer: `ip -j`, `ethtool`, /proc and /sys.
///
/// @param namespace the namespace whose interfaces and routes are read
record BalancerSystem(Namespace namespace) {
    /// XDP_ATTACHED_DRV and XDP_ATTACHED_HW from linux/if_link.h.
    private static final int DRIVER = 1;

    private static final int HARDWARE = 3;
    private static final Pattern KIB = Pattern.compile("(?m)^(\\w+):\\s+(\\d+) kB$");
    private static final JsonMapper JSON = new JsonMapper();

    /// The owners of these interfaces' XDP programs.
    Map<String, XdpHolder> holders(List<String> names) {
        Map<String, XdpHolder> holders = new HashMap<>();
        Map<String, Integer> programs = new HashMap<>();
        for (String name : names) {
            int program = first("ip", "-j", "-d", "link", "show", "dev", name)
                    .path("xdp")
                    .path("prog")
                    .path("id")
                    .asInt(0);
            if (program != 0) {
                programs.put(name, program);
            }
        }
        // BPF links belong to the whole host, not to a network namespace.
        Optional<Map<Integer, XdpHolder>> links = programs.isEmpty()
                ? Optional.empty()
                : Programs.output("bpftool", "-j", "-f", "link", "show").map(XdpHolder::all);
        programs.forEach((name, program) -> holders.put(name, XdpHolder.of(program, links)));
        return holders;
    }

    Port port(String name) {
        JsonNode link = first("ip", "-j", "-d", "link", "show", "dev", name);
        JsonNode xdp = link.path("xdp");
        int mode = xdp.path("mode").asInt(0);
        boolean up =
                link.path("flags").valueStream().anyMatch(f -> f.asString("").equals("UP"));
        boolean merges = output("ethtool", "-k", name)
                .map(text -> text.contains("large-receive-offload: on"))
                .orElse(false);
        String program = xdp.isMissingNode()
                ? ""
                : xdp.path("prog")
                        .path("name")
                        .asString("program " + xdp.path("prog").path("id").asInt(0));
        return new Port(
                name,
                !link.isMissingNode(),
                up,
                program,
                mode == DRIVER || mode == HARDWARE,
                merges,
                link.path("mtu").asInt(0));
    }

    Hop hop(RealServer server) {
        String address = server.address().toString();
        JsonNode route = first("ip", "-j", "route", "get", address);
        if (route.path("type").asString("").equals("local")) {
            return own(server);
        }
        String device = route.path("dev").asString("");
        String gateway = route.has("via")
                ? route.path("via").path("host").asString("")
                : route.path("gateway").asString("");
        Way way = way(device, gateway.isEmpty() ? address : gateway);
        int mtu = device.isEmpty()
                ? 0
                : first("ip", "-j", "link", "show", "dev", device).path("mtu").asInt(0);
        return new Hop(server.name(), address, 0, server.method(), way, device, gateway, mtu);
    }

    /// The hop for one of this balancer's own addresses. The route to such an address always leads to lo.
    private Hop own(RealServer server) {
        String address = server.address().toString();
        for (JsonNode link : list("ip", "-j", "address", "show", "to", address)) {
            for (JsonNode each : link.path("addr_info")) {
                if (each.path("local").asString("").equals(address)) {
                    return new Hop(
                            server.name(),
                            address,
                            each.path("prefixlen").asInt(0),
                            server.method(),
                            Way.LOCAL,
                            link.path("ifname").asString(""),
                            "",
                            0);
                }
            }
        }
        return new Hop(server.name(), address, 0, server.method(), Way.LOCAL, "", "", 0);
    }

    private Way way(String device, String neighbour) {
        if (device.isEmpty()) {
            return Way.NO_ROUTE;
        }
        boolean failed = first("ip", "-j", "neighbour", "show", neighbour, "dev", device)
                .path("state")
                .valueStream()
                .anyMatch(state -> state.asString("").equals("FAILED"));
        return failed ? Way.SILENT : Way.OPEN;
    }

    Kernel kernel() {
        String memory = text("/proc/meminfo");
        return new Kernel(
                text("/proc/sys/kernel/osrelease").strip(),
                Files.exists(Path.of("/sys/kernel/btf/vmlinux")),
                // The file does not exist in a kernel that always compiles BPF programs.
                !text("/proc/sys/net/core/bpf_jit_enable").strip().equals("0"),
                text("/proc/self/mounts").contains(" /sys/fs/bpf bpf "),
                setting("/proc/sys/net/ipv4/ip_forward").equals("1"),
                setting("/proc/sys/net/ipv6/conf/all/forwarding").equals("1"),
                kib(memory, "MemAvailable"),
                kib(memory, "MemTotal"));
    }

    private static long kib(String memory, String name) {
        Matcher line = KIB.matcher(memory);
        while (line.find()) {
            if (line.group(1).equals(name)) {
                return Long.parseLong(line.group(2));
            }
        }
        return 0;
    }

    /// Reads a setting that is visible only from inside its network namespace.
    private String setting(String file) {
        return namespace.isOther()
                ? output("cat", file).orElse("").strip()
                : text(file).strip();
    }

    private Optional<String> output(String... command) {
        return Programs.output(namespace.command(command).toArray(String[]::new));
    }

    /// @return the content of the file; empty if it does not exist
    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            // A kernel without this feature has no such file; the checks allow for that.
            return "";
        }
    }

    /// The only object in the list that `ip -j` prints; a missing node if the list is empty.
    private JsonNode first(String... command) {
        return list(command).path(0);
    }

    /// The output of `ip -j`; a missing node if it printed nothing.
    private JsonNode list(String... command) {
        Optional<String> output = output(command);
        try {
            return output.filter(text -> !text.isBlank()).map(JSON::readTree).orElse(MissingNode.getInstance());
        } catch (JacksonException e) {
            // An `ip` without JSON support is treated as if it had printed nothing.
            return MissingNode.getInstance();
        }
    }
}
