// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.flood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.Soak;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Forged packets, ten for each session that the table is made for, in ten seconds; it holds idle sessions and
/// ones with traffic, and new clients come. Time is the test's own. `make soak` runs it with a million packets.
@NeedsRoot
@Tag("flood")
class FloodTest {
    private static final int MAX_SESSIONS = Soak.or(100_000, 10_000);
    private static final int IDLE = MAX_SESSIONS / 10;
    private static final int ACTIVE = MAX_SESSIONS / 100;
    private static final int SECONDS = 10;
    private static final int PACKETS_PER_SECOND = MAX_SESSIONS;
    private static final int NEWCOMERS_PER_SECOND = MAX_SESSIONS / 1_000;
    private static final int FIRST_ACTIVE = IDLE;
    private static final int FIRST_NEWCOMER = FIRST_ACTIVE + ACTIVE;
    private static final int FIRST_FORGED = 1 << 20;

    private static final Map<String, String> FIGURES = new TreeMap<>();

    private final Map<Integer, String> servers = new HashMap<>();

    @AfterAll
    static void print() {
        FIGURES.forEach((flood, figures) -> System.out.println("FloodTest: " + flood + ": " + figures));
    }

    @ParameterizedTest
    @CsvSource({
        "SYN, NEXT",
        "SYN_AND_ACK, NEXT",
        "ACK, NEXT",
        "UDP, NEXT",
        "SYN, HASH",
        "SYN_AND_ACK, TWO_CHOICES",
    })
    void leavesEveryClientWithItsServer(Flood flood, SlotChoice choice) {
        try (PacketPath path =
                PacketPath.open("flood-" + ProcessHandle.current().pid(), MAX_SESSIONS)) {
            path.apply(service(Protocol.TCP, 80, choice), service(Protocol.UDP, 53, choice));
            for (int flow = 0; flow < FIRST_NEWCOMER; flow++) {
                open(path, flow);
            }
            path.passSeconds(120);

            int activeLost = 0;
            int newcomersLost = 0;
            for (int second = 0; second < SECONDS; second++) {
                int newcomer = FIRST_NEWCOMER + second * NEWCOMERS_PER_SECOND;
                for (int i = 0; i < PACKETS_PER_SECOND; i++) {
                    flood.send(path, FIRST_FORGED + second * PACKETS_PER_SECOND + i);
                    if (i % (PACKETS_PER_SECOND / NEWCOMERS_PER_SECOND) == 0) {
                        servers.put(
                                newcomer,
                                PacketPath.destination(
                                        path.run(frame(Frame.SYN, newcomer)).packet()));
                        newcomer++;
                    }
                }
                path.passSeconds(1);
                activeLost += lost(path, FIRST_ACTIVE, FIRST_NEWCOMER);
                newcomersLost += lost(path, FIRST_NEWCOMER, newcomer);
            }
            int idleLost = lost(path, 0, FIRST_ACTIVE);

            FIGURES.put(
                    flood + " with " + choice.word(),
                    "lost " + activeLost + " of " + ACTIVE + " active, " + idleLost + " of " + IDLE + " idle, "
                            + newcomersLost + " of " + SECONDS * NEWCOMERS_PER_SECOND + " new sessions");
            assertThat(activeLost).isZero();
            assertThat(idleLost).isZero();
            assertThat(newcomersLost).isZero();
        }
    }

    enum Flood {
        SYN {
            @Override
            void send(PacketPath path, int flow) {
                path.run(frame(Frame.SYN, flow));
            }
        },
        SYN_AND_ACK {
            @Override
            void send(PacketPath path, int flow) {
                path.run(frame(flow % 2 == 0 ? Frame.SYN : Frame.ACK, flow / 2));
            }
        },
        ACK {
            @Override
            void send(PacketPath path, int flow) {
                path.run(frame(Frame.ACK, flow));
            }
        },
        UDP {
            @Override
            void send(PacketPath path, int flow) {
                path.run(from(DATAGRAM, flow));
            }
        };

        abstract void send(PacketPath path, int flow);
    }

    private static final byte[] SEGMENT = Frame.tcp(0).bytes();
    private static final byte[] DATAGRAM = Frame.udp(4).bytes();
    private static final int TCP_FLAGS_AT = 47;

    private void open(PacketPath path, int flow) {
        servers.put(
                flow, PacketPath.destination(path.run(frame(Frame.SYN, flow)).packet()));
        path.run(frame(Frame.ACK, flow));
    }

    private int lost(PacketPath path, int from, int to) {
        int lost = 0;
        for (int flow = from; flow < to; flow++) {
            String server =
                    PacketPath.destination(path.run(frame(Frame.ACK, flow)).packet());
            lost += server.equals(servers.get(flow)) ? 0 : 1;
        }
        return lost;
    }

    private static byte[] frame(int tcpFlags, int flow) {
        byte[] frame = from(SEGMENT, flow);
        frame[TCP_FLAGS_AT] = (byte) tcpFlags;
        return frame;
    }

    /// The program changes checksums and never looks whether they are right, so they may be wrong here.
    private static byte[] from(byte[] like, int flow) {
        byte[] frame = like.clone();
        frame[27] = (byte) (flow >> 16);
        frame[28] = (byte) (flow >> 8);
        frame[29] = (byte) flow;
        frame[34] = (byte) (flow % 251);
        frame[35] = (byte) (flow % 241);
        return frame;
    }

    private static ServicePlan service(Protocol protocol, int port, SlotChoice choice) {
        return PacketPath.service(protocol, port, choice, 6);
    }
}
