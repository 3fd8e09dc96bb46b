// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The owner of an XDP program on an interface, and the way to remove the program. `ip link` cannot detach a
/// BPF link, and another Baro instance's program must not be removed.
///
/// @param link      the id of the BPF link; 0 if the program has no link or its link is unknown
/// @param looked    whether bpftool was able to list the links
/// @param processes the processes with the link open, such as `4711 (katran)`
/// @param pins      the files that pin the link
public record XdpHolder(int link, boolean looked, List<String> processes, List<String> pins) {
    /// The program was attached without a BPF link, as `ip link` does.
    public static final XdpHolder NETLINK = new XdpHolder(0, true, List.of(), List.of());

    /// The holder is unknown, because bpftool is missing or lacks permission.
    public static final XdpHolder UNKNOWN = new XdpHolder(0, false, List.of(), List.of());

    private static final Pattern INSTANCE = Pattern.compile("/baro/([^/]+)/link-[^/]*$");
    private static final JsonMapper JSON = new JsonMapper();

    public XdpHolder {
        processes = List.copyOf(processes);
        pins = pins.stream().distinct().toList();
    }

    /// The owners of all programs attached by links, by program id.
    ///
    /// @param bpftool the output of `bpftool -j -f link show`
    public static Map<Integer, XdpHolder> all(String bpftool) {
        Map<Integer, XdpHolder> holders = new HashMap<>();
        try {
            for (JsonNode link : JSON.readTree(bpftool)) {
                if (link.path("type").asString("").equals("xdp")) {
                    holders.put(link.path("prog_id").asInt(0), holder(link));
                }
            }
        } catch (JacksonException e) {
            return Map.of(); // output in an unknown format is treated as an empty list
        }
        return holders;
    }

    private static XdpHolder holder(JsonNode link) {
        List<String> processes = new ArrayList<>();
        link.path("pids")
                .forEach(process -> processes.add(process.path("pid").asInt(0) + " ("
                        + process.path("comm").asString("") + ")"));
        List<String> pins = new ArrayList<>();
        link.path("pinned").forEach(pin -> pins.add(pin.asString("")));
        return new XdpHolder(link.path("id").asInt(0), true, processes, pins);
    }

    /// The owner of a single program.
    ///
    /// @param holders the owners of all programs attached by links, by program id; empty if bpftool gave no result
    public static XdpHolder of(int program, Optional<Map<Integer, XdpHolder>> holders) {
        return holders.map(known -> known.getOrDefault(program, NETLINK))
                .map(holder -> holder.link == 0 ? holder : holder.openIn(LinkProcess.of(holder.link)))
                .orElse(UNKNOWN);
    }

    /// Adds the process that holds the link open if bpftool did not report it, as is the case for
    /// many builds of bpftool.
    ///
    /// @param pid the process ID; empty if none is visible
    public XdpHolder openIn(Optional<String> pid) {
        return processes.isEmpty() && pid.isPresent() ? new XdpHolder(link, looked, List.of(pid.get()), pins) : this;
    }

    /// The instance of Baro that pinned the link.
    public Optional<String> instance() {
        return pins.stream()
                .map(INSTANCE::matcher)
                .filter(Matcher::find)
                .map(pin -> pin.group(1))
                .findFirst();
    }

    /// The link in words: `link 5 of process 4711 (katran)`; empty without a link.
    public String text() {
        if (link == 0) {
            return "";
        }
        return "link " + link
                + (processes.isEmpty() ? "" : " of process " + String.join(", ", processes))
                + (pins.isEmpty() ? "" : ", pinned at " + String.join(", ", pins));
    }

    /// The end of a sentence: `, held by link 5`; empty without a link.
    public String held() {
        return link == 0 ? "" : ", held by " + text();
    }

    /// The finding, with the command that removes the program.
    ///
    /// @param flag the option of `ip link`: `xdp`, or `xdpgeneric`
    public Finding removedFrom(String device, String flag, Finding finding) {
        String byIp = "ip link set dev " + device + " " + flag + " off";
        if (link != 0) {
            return finding.fixedBy("bpftool link detach id " + link)
                    .advising(
                            processes.isEmpty()
                                    ? ""
                                    : "first stop process " + processes.stream().collect(Collectors.joining(", "))
                                            + ", which may attach it again");
        }
        return looked
                ? finding.fixedBy(byIp)
                : finding.advising("type: " + byIp + "; if it reports an active link, install bpftool and type:"
                        + " bpftool -f link show, then: bpftool link detach id ID");
    }
}
