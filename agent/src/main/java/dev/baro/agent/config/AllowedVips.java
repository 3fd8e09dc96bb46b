// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Problem;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The VIPs that this server's owner allows: prefixes in a separate file, one per line, with comments after
/// `#`. Neither `agent.yaml` nor the balancers' file can extend them.
///
/// @param limited  whether there is such a file; without it, every VIP is allowed
/// @param prefixes the allowed prefixes; if limited and empty, nothing is allowed
public record AllowedVips(Path file, boolean limited, List<Prefix> prefixes) {
    private static final int MAX_BYTES = 1 << 20;

    public AllowedVips {
        prefixes = List.copyOf(prefixes);
    }

    /// @throws OperatorException if the file exists but is invalid; then nothing is allowed
    public static AllowedVips read(Path file) {
        try {
            return new AllowedVips(file, true, parse(RegularFile.text(file, MAX_BYTES)));
        } catch (NoSuchFileException e) {
            return new AllowedVips(file, false, List.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID,
                    file + ": " + e.getMessage() + "; write one prefix per line, such as 211.115.115.0/24",
                    e);
        }
    }

    private static List<Prefix> parse(String text) {
        List<Prefix> prefixes = new ArrayList<>();
        text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(line -> prefixes.add(Prefix.parse(line)));
        return prefixes;
    }

    public List<Problem> problems(AgentConfig config) {
        return config.vipAddresses().stream()
                .filter(vip -> limited && prefixes.stream().noneMatch(p -> p.contains(vip)))
                .map(this::refused)
                .toList();
    }

    private Problem refused(IpAddress vip) {
        String allowed = prefixes.isEmpty()
                ? "nothing"
                : prefixes.stream().map(Prefix::toString).collect(Collectors.joining(", "));
        return Problem.error(0, 0, vip + " is not allowed on this server", file + " allows " + allowed);
    }
}
