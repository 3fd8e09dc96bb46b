// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.trace;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.client.ExplainRequest;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.TraceReport;
import dev.baro.core.api.TraceReport.Packet;
import dev.baro.core.trace.PacketExplanation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "trace",
        description = {
            "Show a client's next packets as they arrive at the balancer and as they leave it, and why.",
            "A trace ends after at most a minute or a thousand packets. Forwarding continues as usual.",
            "--explain shows what would happen to a packet without sending it, and changes nothing."
        })
public final class TraceCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "CLIENT[:PORT]",
            description =
                    "the sender: an address, an address and a port, or any; an IPv6 address with a port in brackets")
    private String client = "";

    @Parameters(
            index = "1",
            paramLabel = "VIP[:PORT]",
            description = "the destination: the address or the name of a VIP")
    private String vip = "";

    @Option(
            names = {"-n", "--packets"},
            paramLabel = "N",
            description = "stop after this number of packets; default: ${DEFAULT-VALUE}, at most 1000")
    private int packets = 20;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "stop after this number of seconds; default: ${DEFAULT-VALUE}, at most 60")
    private int seconds = 60;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "write the first 256 bytes of each packet, before and after, for Wireshark or tcpdump")
    private @Nullable Path pcap;

    @Option(
            names = "--explain",
            description = "show what would happen to a packet of this client now; no session, counter or turn changes")
    private boolean explain;

    @Option(
            names = "--probe",
            description = "explain it, then send one marked SYN to that real server and show the answer")
    private boolean probe;

    @Option(
            names = "--packet",
            paramLabel = "KIND",
            description = "explain a syn, an ack in the middle of a connection or a datagram; default: the packet"
                    + " that opens a session of that port")
    private String packet = "";

    @Option(
            names = "--in",
            paramLabel = "INTERFACE",
            description = "explain a packet that arrives on this interface; default: the balancer's first interface")
    private String interfaceName = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        boolean explains = explain || probe;
        refuse(explains, List.of("-n", "--seconds", "--pcap"), "applies to real packets, not to an explanation");
        refuse(!explains, List.of("--packet", "--in"), "needs --explain or --probe");
        return explains ? explained() : traced();
    }

    private void refuse(boolean refused, List<String> options, String why) {
        CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
        for (String option : options) {
            if (refused && line.getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(line, option + " " + why);
            }
        }
    }

    private int explained() {
        BaroCommand parent = java.util.Objects.requireNonNull(baro);
        String json = socket.client().explain(new ExplainRequest(client, vip, packet, interfaceName, probe));
        PacketExplanation explanation = Json.read(json, PacketExplanation.class);
        output.print(
                parent.terminal(), Forms.of(() -> json, () -> new ExplanationView(parent.paint()).lines(explanation)));
        boolean answered = !probe
                || explanation.probe().map(PacketExplanation.Probe::answered).orElse(false);
        boolean arrives =
                explanation.packet().left() && !explanation.packet().server().isEmpty();
        return arrives && answered ? 0 : ExitCode.FAILED;
    }

    private int traced() {
        PrintStream out = java.util.Objects.requireNonNull(baro).terminal().out();
        DaemonClient daemon = socket.client();
        try (PcapFile file = pcap == null ? PcapFile.NONE : PcapFile.create(pcap)) {
            TraceReport report = daemon.beginTrace(client, vip, packets, seconds);
            long seen = 0;
            while (true) {
                report = daemon.trace(report.id(), seen);
                for (Packet packet : report.packets()) {
                    seen = packet.number();
                    file.add(packet);
                    print(packet, out);
                }
                out.flush();
                if (!report.running()) {
                    return ended(report, seen, out);
                }
            }
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "baro: cannot write " + pcap + ": " + e.getMessage(), e);
        }
    }

    private void print(Packet packet, PrintStream out) {
        switch (output.format()) {
            case JSON -> out.println(Json.line(packet));
            case TABLE ->
                new PacketView(java.util.Objects.requireNonNull(baro).paint())
                        .lines(packet)
                        .forEach(out::println);
        }
    }

    private int ended(TraceReport report, long seen, PrintStream out) {
        switch (output.format()) {
            case JSON -> {}
            case TABLE -> {
                out.println(summary(report, seen));
                noneSeen(seen).ifPresent(out::println);
            }
        }
        return seen == 0 ? ExitCode.FAILED : 0;
    }

    private static String summary(TraceReport report, long seen) {
        String lost = report.lost() == 0 ? "" : "; " + report.lost() + " more arrived too fast to be recorded";
        return seen + (seen == 1 ? " packet" : " packets") + lost + "; the trace has ended: " + report.ended();
    }

    private Optional<String> noneSeen(long seen) {
        return seen > 0
                ? Optional.empty()
                : Optional.of("No such packet arrived on an interface of this balancer. Check whether routers send "
                        + vip + " here, and use tcpdump to see whether the packet is on the wire.");
    }
}
