// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.client.Programs;
import dev.baro.core.route.ExportQuestions;
import dev.baro.core.route.RouteList.Export;
import dev.baro.core.route.RouteList.Exports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Queries the routing daemons on this host for the routes they export.
///
/// @param bird BIRD's control socket
/// @param frr  FRR's path space; empty for the default path space
public record RoutingDaemons(Path bird, String frr) {
    static final Path BIRD_SOCKET = Path.of("/run/bird/bird.ctl");

    private static final Path FRR_DIRECTORY = Path.of("/run/frr");

    /// The daemons with the paths that Debian's packages use.
    public static RoutingDaemons ofHost() {
        return new RoutingDaemons(BIRD_SOCKET, "");
    }

    /// Runs `birdc` and `vtysh` if their daemons exist. Blocks for about 10 ms, plus 50 ms for
    /// each neighbour of FRR.
    public Exports exports() {
        List<Export> all = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        List<String> not = new ArrayList<>();
        if (Files.exists(bird)) {
            ExportQuestions.ofBird(this::birdc)
                    .ifPresentOrElse(
                            found -> {
                                asked.add("BIRD");
                                all.addAll(found);
                            },
                            () -> not.add("BIRD: birdc -s " + bird
                                    + " show protocols fails: check that it is installed and that you are root"));
        } else {
            not.add("BIRD: there is no " + bird);
        }
        Path bgpd = FRR_DIRECTORY.resolve(frr).resolve("bgpd.vty");
        if (Files.exists(bgpd)) {
            ExportQuestions.ofFrr(this::vtysh)
                    .ifPresentOrElse(
                            found -> {
                                asked.add("FRR");
                                all.addAll(found);
                            },
                            () -> not.add(
                                    "FRR: vtysh -c 'show bgp summary json' fails: check that it is installed and that you are root"));
        } else {
            not.add("FRR: there is no " + bgpd);
        }
        return new Exports(all, asked, not);
    }

    private Optional<String> birdc(String question) {
        return Programs.output(
                Stream.concat(Stream.of("birdc", "-r", "-s", bird.toString()), Stream.of(question.split(" ", -1)))
                        .toArray(String[]::new));
    }

    private Optional<String> vtysh(String question) {
        List<String> command = new ArrayList<>(List.of("vtysh"));
        if (!frr.isEmpty()) {
            command.addAll(List.of("-N", frr));
        }
        command.addAll(List.of("-c", question));
        return Programs.output(command.toArray(String[]::new));
    }
}
