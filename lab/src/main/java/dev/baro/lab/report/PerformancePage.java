// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.ConnectionsResults;
import dev.baro.lab.bench.ControlResults;
import dev.baro.lab.bench.DaemonResults;
import dev.baro.lab.bench.InsideBench.Measured;
import dev.baro.lab.bench.LivePeer;
import dev.baro.lab.bench.LiveResults;
import dev.baro.lab.bench.Machine;
import dev.baro.lab.bench.PacketResults;
import dev.baro.lab.bench.PauseResults;
import dev.baro.lab.bench.ProbeReport;
import dev.baro.lab.bench.Scheduling;
import dev.baro.lab.bench.Spread;
import dev.baro.lab.bench.StoredResults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Writes the page about performance and its pictures from the results, which are the source of
/// every number on it.
public final class PerformancePage {
    private static final List<String> PROGRAMS =
            Stream.of(Scheduling.values()).map(Scheduling::program).toList();

    private final StoredResults results;
    private final Path folder;
    private final StringBuilder page = new StringBuilder();

    private PerformancePage(StoredResults results, Path folder) {
        this.results = results;
        this.folder = folder;
    }

    /// @param results the folder with the results of the parts; parts without results are left out
    /// @param folder  the folder for `performance.md`, and the pictures in `performance/`
    /// @return the goals that were measured but not reached, as sentences
    public static List<String> write(Path results, Path folder) {
        PerformancePage page = new PerformancePage(new StoredResults(results), folder);
        try {
            Files.createDirectories(folder.resolve("performance"));
            page.write();
            Files.writeString(folder.resolve("performance.md"), page.page);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + folder, e);
        }
        return Goals.of(page.results).stream()
                .filter(goal -> !goal.met())
                .map(goal -> goal.what() + ": " + goal.reached() + ", wanted " + goal.wanted())
                .toList();
    }

    private void write() throws IOException {
        page.append("""
                # Performance

                Written by `make bench` out of what it measured. Nanoseconds and frames a second belong to one machine; the
                ratios between programs that were measured in the same rounds carry over, with care.

                """);
        goals();
        if (results.packets().isPresent()) {
            packets(results.packets().get());
        }
        if (results.live().isPresent()) {
            live(results.live().get());
        }
        results.pauses().ifPresent(measured -> pauses(measured.results()));
        if (results.connections().isPresent()) {
            connections(results.connections().get());
        }
        if (results.control().isPresent()) {
            control(results.control().get());
        }
        machines();
    }

    private void goals() {
        List<Goal> goals = Goals.of(results);
        long met = goals.stream().filter(Goal::met).count();
        page.append("## Goals\n\n%d of %d are reached in this run; medians.%n%n".formatted(met, goals.size()));
        page.append("| what | wanted | measured | reached |\n|---|---|---|---|\n");
        goals.forEach(goal -> row(goal.what(), goal.wanted(), goal.reached(), goal.met() ? "yes" : "**no**"));
        page.append("\n");
    }

    private void packets(Measured<PacketResults> measured) throws IOException {
        PacketResults packets = measured.results();
        picture("flows", Charts.flows(packets));
        picture("ratios", Charts.ratios(packets));
        page.append("""
                ## What a packet costs

                Nanoseconds beyond the floor, in parentheses the share of what the reference takes, median and quartiles of %d
                rounds of %s packets. The reference is a complete L3DSR forwarder written the plain way: a BPF hash for VIPs, an
                LRU hash for flows, a ring, counters for each VIP and real server (`lab/src/main/bpf/reference.bpf.c`). It passes
                fragments and ICMP on, so there is no ratio for them. The floor is the driver, which rewrites each frame as
                another flow, and `return XDP_TX`; `rewrite` is a program that rewrites and looks nothing up, `one access` one that looks
                once into as much memory as the session table takes, at another place for each flow.

                | packets | flows | floor | rewrite | one access | reference | Maglev | round robin | round robin, spread 16 | least connections |
                |---|---|---|---|---|---|---|---|---|---|
                """.formatted(packets.rounds(), Numbers.flows(packets.packets())));
        packets.rows().forEach(this::packetRow);
        page.append(
                "\nFlows are picked all over the set at random, which is the worst for caches; real traffic is skewed. Frames"
                        + "\nare warm in the cache: on a network card add one access to the third level.\n\n");
    }

    private void packetRow(PacketResults.Row row) {
        List<String> cells = new ArrayList<>(List.of(
                row.name(),
                row.flows() == 0 ? "new each" : Numbers.flows(row.flows()),
                Numbers.one(row.floorNs().median()),
                cell(row, PacketResults.REWRITE),
                cell(row, PacketResults.ACCESS),
                cell(row, PacketResults.REFERENCE)));
        if (row.netNs().containsKey("baro")) {
            cells.addAll(List.of(cell(row, "baro"), "the same", "the same", "the same"));
        } else {
            PROGRAMS.forEach(program -> cells.add(cell(row, program)));
        }
        row(cells.toArray(String[]::new));
    }

    private static String cell(PacketResults.Row row, String program) {
        Map<String, Spread> netNs = row.netNs();
        if (!netNs.containsKey(program)) {
            return "";
        }
        Spread ratio = row.ratios().get(program);
        String ns = Numbers.one(row.netNs(program).median());
        return ratio == null ? ns : ns + " (" + Numbers.two(ratio.median()) + "; " + range(ratio) + ")";
    }

    private void live(Measured<LiveResults> measured) throws IOException {
        LiveResults live = measured.results();
        picture("live", Charts.live(live));
        page.append("""
                ## Live frames

                Real frames over a veth: sender, forwarder and sink on one core, forwarders in turn, %d rounds. `× bare` is how many
                times the frames of a bare `return XDP_TX`; nothing can exceed 1.

                | forwarder | flows | ns per frame | Mpps of one core | × bare | × kernel forwarding |
                |---|---|---|---|---|---|
                """.formatted(live.rounds()));
        for (LiveResults.Row row : live.rows()) {
            row(
                    row.peer(),
                    Numbers.flows(row.flows()),
                    Numbers.one(row.ns().median()),
                    Numbers.spread(row.mpps()),
                    times(row, LivePeer.BARE),
                    times(row, "kernel forwarding"));
        }
        page.append("\n");
    }

    private void pauses(PauseResults pauses) {
        page.append("""
                ## Pauses

                The longest time in which the sink of the live frames got none, in microseconds, with and without the
                [sweep](sessions.md#the-sweep) of a table full of %s sessions on the same core, in turn: median, quartiles and most
                of %d rounds. A piece of the sweep is one soft interrupt, which the kernel measures. Hard interrupts and the
                hypervisor interrupt it, too. The kernel therefore also measures each interval of 16 buckets, which takes 3 µs at
                most, and the last row leaves out the longest interval of each piece.

                | what | median | quartiles | most |
                |---|---|---|---|
                """.formatted(Numbers.flows(pauses.sessions()), pauses.rounds()));
        pause("pause without the sweep", pauses.without());
        pause("pause with it", pauses.with());
        pause("more with it, round by round", pauses.more());
        pause("longest piece of the sweep", pauses.piece());
        pause("longest piece, without its longest interval", pauses.work());
        page.append("\n");
    }

    private void pause(String what, Spread us) {
        row(
                what,
                Numbers.one(us.median()),
                Numbers.one(us.low()) + "–" + Numbers.one(us.high()),
                Numbers.one(us.max()));
    }

    private static String times(LiveResults.Row row, String other) {
        Spread times = row.times().get(other);
        return times == null ? "" : Numbers.spread(times);
    }

    private void connections(Measured<ConnectionsResults> measured) throws IOException {
        ConnectionsResults connections = measured.results();
        picture("download", Charts.download(connections));
        page.append("""
                ## Connections and downloads

                Client, router, balancer and two web servers (nginx) in network namespaces that share all cores, so what a balancer
                takes is missing at the others; CPU is the whole machine's. The balancers' links carry frames as a wire does. Medians
                of %d rounds, quartiles in parentheses. On a veth the kernel copies each TCP packet into a page before XDP sees it,
                which no network card does: do not compare XDP with NAT by the connections here, but by the live frames above.

                | way | connections/s, 1 KiB each | CPU ms per 1,000 | packets through the balancer | Gbit/s, 100 MB | CPU s per GB | bytes through the balancer, of those delivered |
                |---|---|---|---|---|---|---|
                """.formatted(connections.rounds()));
        for (ConnectionsResults.Row row : connections.rows()) {
            row(
                    row.way(),
                    Numbers.whole(row.perSecond()),
                    Numbers.whole(row.cpuMs()),
                    Numbers.one(row.packets().median()),
                    Numbers.spread(row.gbitPerSecond()),
                    Numbers.two(row.cpuSeconds().median()),
                    String.format(Locale.ROOT, "%.3f %%", 100 * row.carried().median()));
        }
        page.append("\n");
    }

    private void control(Measured<ControlResults> measured) {
        page.append("""
                ## Control plane

                From a configuration text to packets, in milliseconds; `cold` is the first time in a fresh process.

                | what | read and check | plan | into the kernel | together | packets lost meanwhile |
                |---|---|---|---|---|---|
                """);
        for (ControlResults.Applies applies : measured.results().applies()) {
            String what = Numbers.flows(applies.services()) + " virtual services × 10, " + applies.scheduler();
            steps(what + ", cold", applies.cold(), "");
            String lost = Numbers.flows(applies.lost()) + " of " + Numbers.flows(applies.packets());
            steps("one weight of them changed", applies.change(), lost);
        }
        ControlResults.Sessions sessions = measured.results().sessions();
        page.append(String.format(
                Locale.ROOT,
                "%nA table for %,d sessions has %,d places and takes %,d MB; %,d of %,d flows got one. One core opens %,d sessions"
                        + "%na second, SYN and ACK of each. The search for idle ones takes %.1f ms of each second, %.2f %% of one core;"
                        + "%ncounting all by real server and state takes %,d ms.%n%n",
                sessions.flows(),
                sessions.places(),
                sessions.tableMb(),
                sessions.held(),
                sessions.flows(),
                sessions.perSecond(),
                sessions.sweepNs() / 1e6,
                100 * sessions.sweepShare(),
                sessions.censusMs()));
        results.daemon().ifPresent(daemon -> daemon(daemon.results()));
        results.probes().ifPresent(probes -> probes(probes.results()));
    }

    private void steps(String what, ControlResults.Steps steps, String lost) {
        row(
                what,
                Numbers.one(steps.read().median()),
                Numbers.one(steps.plan().median()),
                Numbers.one(steps.apply().median()),
                Numbers.one(steps.sum().median()) + " (worst "
                        + Numbers.one(steps.sum().max()) + ")",
                lost);
    }

    private void daemon(DaemonResults daemon) {
        page.append(String.format(
                Locale.ROOT,
                "The daemon with %,d virtual services × 10 (round robin) is ready %,.0f ms after its start, %,.0f ms where it adopts"
                        + "%nwhat runs after a kill, and holds %,d MB. `baro status` takes %,.0f ms and `baro apply` of one change %,.0f ms,"
                        + "%neach with the start of its own process.%n%n",
                daemon.services(),
                daemon.startMs().median(),
                daemon.adoptMs().median(),
                daemon.residentMb(),
                daemon.statusMs().median(),
                daemon.applyMs().median()));
    }

    private void probes(ProbeReport probes) {
        page.append(String.format(
                Locale.ROOT,
                "The health of %,d real servers, each with %s, takes %,d probes a second and %.2f cores;"
                        + "%nhalf of its timers are late by at most %,d µs, 99 of 100 by %,d µs.%n%n",
                probes.servers(),
                probes.timings().text(),
                probes.sentPerSecond(),
                probes.cores(),
                probes.lateP50Us(),
                probes.lateP99Us()));
    }

    private void machines() {
        page.append("""
                ## Where, when and how

                | part | command | date | kernel | CPU | memory | load |
                |---|---|---|---|---|---|---|
                """);
        results.packets().ifPresent(measured -> machine("packets", measured.machine()));
        results.live().ifPresent(measured -> machine("live", measured.machine()));
        results.pauses().ifPresent(measured -> machine("pauses", measured.machine()));
        results.connections().ifPresent(measured -> machine("connections", measured.machine()));
        results.control().ifPresent(measured -> machine("control", measured.machine()));
        page.append("""

                `make bench` runs all parts in some minutes; `./baro lab bench --help` says how to run one. The results that this page
                shows are in `lab/results`.

                * Programs are measured by BPF_PROG_TEST_RUN in turn within each round, and ratios are formed round by round: phases in
                  which a whole machine is slower, which absolute figures show, fall out. On a shared machine two runs differ by a tenth
                  in their ratios and by a third in nanoseconds.
                * Time is the CPU time of the measuring thread, kept on one CPU.
                * A repeated test run sees its own output; therefore a driver rewrites each frame before the program is entered, and
                  every program's output (real server, DSCP, checksums) is checked before it is timed.
                * There is no network card in it: no driver, no DMA, no receive queues.
                """);
    }

    private void machine(String part, Machine machine) {
        row(
                part,
                "`./baro lab bench " + part + "`",
                machine.date(),
                machine.kernel(),
                machine.cpus() + " × " + machine.cpu(),
                machine.memoryMb() / 1024 + " GiB",
                Numbers.one(machine.load()));
    }

    private static String range(Spread spread) {
        return Numbers.two(spread.low()) + "–" + Numbers.two(spread.high());
    }

    private void picture(String name, BarChart chart) throws IOException {
        Files.writeString(folder.resolve("performance").resolve(name + ".svg"), chart.svg());
        page.append("![%s](performance/%s.svg)%n%n".formatted(chart.title(), name));
    }

    private void row(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
