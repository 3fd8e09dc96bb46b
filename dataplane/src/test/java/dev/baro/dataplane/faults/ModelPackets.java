// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Outcome;
import dev.baro.dataplane.model.PacketModel;
import dev.baro.dataplane.model.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A few packets for each virtual service, given to the programs that are attached and to the
/// independent model of them.
final class ModelPackets {
    private static final int SYN = 2;
    private static final int ACK = 0x10;
    private static final int FLOWS = 4;
    private static final int NOT_SERVED = 9;
    private static int nextPort = 20_000;

    private ModelPackets() {}

    /// @return where they differ, a line for each packet; empty where they agree
    static String differences(LivePrograms programs, Setup setup) {
        List<String> differences = new ArrayList<>();
        for (int program = 0; program < programs.count(); program++) {
            PacketModel model = new PacketModel(setup);
            for (byte[] frame : frames(setup)) {
                BpfProgram.TestRun run = programs.run(program, frame);
                List<Outcome> right = model.treat(frame);
                right.stream()
                        .filter(outcome -> matches(outcome, frame, run))
                        .findFirst()
                        .ifPresentOrElse(
                                model::happened,
                                () -> differences.add("in " + Octets.of(frame).hex()
                                        + " expected " + right + " got " + run.result() + " "
                                        + Octets.of(run.packet()).hex()));
            }
        }
        return String.join("\n", differences);
    }

    /// Of flows that no run before has opened.
    private static List<byte[]> frames(Setup setup) {
        List<byte[]> frames = new ArrayList<>();
        for (Setup.Service service : setup.services()) {
            String vip = service.vip().literal();
            String client = vip.contains(":") ? "2001:db8:c::7" : "203.0.113.7";
            for (int flow = 0; flow < FLOWS; flow++) {
                Packet packet = Packet.tcp().from(client).to(vip).ports(nextPort++, service.port());
                frames.add(packet.tcpFlags(SYN).bytes());
                frames.add(packet.tcpFlags(ACK).payloadBytes(100 * flow).bytes());
            }
            frames.add(Packet.tcp()
                    .from(client)
                    .to(vip)
                    .ports(nextPort++, NOT_SERVED)
                    .bytes());
            frames.add(Packet.icmp(vip.contains(":") ? 128 : 8, 0, nextPort++)
                    .from(client)
                    .to(vip)
                    .bytes());
        }
        return frames;
    }

    private static boolean matches(Outcome outcome, byte[] frame, BpfProgram.TestRun run) {
        if (run.result() != outcome.action().ordinal()) {
            return false;
        }
        return switch (outcome) {
            case Outcome.Untouched _ -> Arrays.equals(run.packet(), frame);
            case Outcome.Dropped _ -> true;
            case Outcome.Answered answered -> answered.frame().equals(Octets.of(run.packet()));
            case Outcome.Sent sent -> sent.frame().equals(Octets.of(run.packet()));
        };
    }
}
