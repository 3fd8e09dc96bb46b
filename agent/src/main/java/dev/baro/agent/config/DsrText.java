// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.config.Problem;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One `/etc/dsr.d/*.conf` file of dsrtools (dsr.conf(5)): each line is `VIP=DSCP`, or just a VIP for method
/// mac. A DSCP is decimal, octal with a leading 0, or hexadecimal with 0x; everything after `#` is a comment. A
/// mark covers every port.
///
/// @param problems the problems, in line order
public record DsrText(List<ServedVip> vips, List<Problem> problems) {
    private static final Pattern LINE = Pattern.compile("([^=\\s]+)\\s*(?:=\\s*(\\S+))?");

    public DsrText {
        vips = List.copyOf(vips);
        problems = List.copyOf(problems);
    }

    public static DsrText parse(String text) {
        List<ServedVip> vips = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            if (!line.isEmpty()) {
                vip(line, i + 1, problems).ifPresent(vips::add);
            }
        }
        return new DsrText(vips, problems);
    }

    private static Optional<ServedVip> vip(String text, int line, List<Problem> problems) {
        Matcher parts = LINE.matcher(text);
        if (!parts.matches()) {
            problems.add(Problem.error(
                    line, 1, "'" + text + "' is not a line of dsrtools", "write VIP=DSCP, or only a VIP"));
            return Optional.empty();
        }
        Optional<IpAddress> address = address(parts.group(1), line, problems);
        String mark = parts.group(2);
        if (mark == null) {
            return address.map(ServedVip.OnSegment::new);
        }
        Optional<Dscp> dscp = dscp(mark, line, problems);
        return address.flatMap(a -> dscp.map(d -> new ServedVip.Marked(a, d, List.of(), List.of(Protocol.values()))));
    }

    /// dsrtools also accepts host names, but a kernel rule must not depend on a name server.
    private static Optional<IpAddress> address(String text, int line, List<Problem> problems) {
        try {
            IpAddress address = IpAddress.parse(text);
            if (address.isRoutable()) {
                return Optional.of(address);
            }
            problems.add(Problem.error(line, 1, address + " cannot be a VIP", "use an address that clients can reach"));
        } catch (IllegalArgumentException e) {
            problems.add(Problem.error(
                    line, 1, "'" + text + "' is not an address", "write an address instead of a host name"));
        }
        return Optional.empty();
    }

    private static Optional<Dscp> dscp(String text, int line, List<Problem> problems) {
        try {
            return Optional.of(Dscp.of(Integer.decode(text)));
        } catch (IllegalArgumentException e) {
            problems.add(
                    Problem.error(line, 1, "'" + text + "' is not a valid DSCP", "1 to 63, such as 28, 034 or 0x1c"));
            return Optional.empty();
        }
    }
}
