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

/// What holds an XDP program on an interface, and how to have it gone: `ip link` cannot detach a link of BPF, and what
/// another instance of Baro holds is not to be detached at all.
///
/// @param link      id of the link of BPF; 0 where none holds the program, or where that is not known
/// @param looked    whether bpftool told of links
/// @param processes that have the link open, such as `4711 (katran)`
/// @param pins      files that keep the link
public record XdpHolder(int link, boolean looked, List<String> processes, List<String> pins) {
    /// Attached by `ip link`, or by a program that asks as it does.
    public static final XdpHolder NETLINK = new XdpHolder(0, true, List.of(), List.of());

    /// bpftool is missing, or was not permitted to look.
    public static final XdpHolder UNKNOWN = new XdpHolder(0, false, List.of(), List.of());

    private static final Pattern INSTANCE = Pattern.compile("/baro/([^/]+)/link-[^/]*$");
    private static final JsonMapper JSON = new JsonMapper();

    public XdpHolder {
        processes = List.copyOf(processes);
        pins = pins.stream().distinct().toList();
    }

    /// The holders of all programs that links hold, by the program's id.
    ///
    /// @param bpftool what `bpftool -j -f link show` prints
    public static Map<Integer, XdpHolder> all(String bpftool) {
        Map<Integer, XdpHolder> holders = new HashMap<>();
        try {
            for (JsonNode link : JSON.readTree(bpftool)) {
                if (link.path("type").asString("").equals("xdp")) {
                    holders.put(link.path("prog_id").asInt(0), holder(link));
                }
            }
        } catch (JacksonException e) {
            return Map.of(); // a bpftool that prints something else tells of no link
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

    /// The holder of one program.
    ///
    /// @param holders of all programs that links hold, by the program's id; empty where bpftool told nothing
    public static XdpHolder of(int program, Optional<Map<Integer, XdpHolder>> holders) {
        return holders.map(known -> known.getOrDefault(program, NETLINK))
                .map(holder -> holder.link == 0 ? holder : holder.openIn(LinkProcess.of(holder.link)))
                .orElse(UNKNOWN);
    }

    /// With the process that has the link open, where bpftool did not tell: many are built without that.
    ///
    /// @param pid empty where none can be seen
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

    /// `link 5 of process 4711 (katran)`; empty where no link holds it.
    public String text() {
        if (link == 0) {
            return "";
        }
        return "link " + link
                + (processes.isEmpty() ? "" : " of process " + String.join(", ", processes))
                + (pins.isEmpty() ? "" : ", pinned at " + String.join(", ", pins));
    }

    /// `, held by link 5`, to go on a sentence; empty where no link holds it.
    public String held() {
        return link == 0 ? "" : ", held by " + text();
    }

    /// A finding with what to type.
    ///
    /// @param flag of `ip link`: `xdp`, or `xdpgeneric`
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
                : finding.advising("type: " + byIp + "; if it answers that a link is active, install bpftool, type:"
                        + " bpftool -f link show, and: bpftool link detach id ID");
    }
}
