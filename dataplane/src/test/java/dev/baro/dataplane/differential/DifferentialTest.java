// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.Soak;
import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The program does with every frame what the model says, to the byte.
@NeedsRoot
@Tag("model")
class DifferentialTest {
    private static final int FRAMES = Soak.or(3_000_000, 360_000);
    /// So often at least each way out is taken in a run, or else the generator misses a part of the page.
    private static final int MIN_SEEN = 100;

    /// So many frames at least of each class.
    private static final int MIN_OF_CLASS = 10_000;

    private static final int FRAMES_WITH_KEPT_TAGS = 30_000;
    private static final int HEADER_BYTES = 130;

    private TestedProgram program;
    private Differential differential;

    @BeforeEach
    void open() {
        program = TestedProgram.open(Setups.UPLINKS);
        differential = new Differential(program, Setups.UPLINKS);
    }

    @AfterEach
    void close() {
        program.close();
    }

    @Test
    void agreesWithTheModelOnRandomPackets() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("DifferentialTest: -Dbaro.seed=" + seed);
        RandomFrames frames = new RandomFrames(seed);

        while (differential.frames() < FRAMES) {
            RandomFrames.Next next = frames.next();
            agree(next.frame(), next.valid(), "-Dbaro.seed=" + seed);
        }

        System.out.println("DifferentialTest: " + new TreeMap<>(frames.counts()));
        assertThat(waysSeenTooSeldom())
                .as("seen less than %d times, -Dbaro.seed=%d", MIN_SEEN, seed)
                .isEmpty();
        assertThat(FrameClass.values())
                .as("classes of frames of %s", frames.counts())
                .allMatch(kind -> frames.counts().getOrDefault(kind, 0) >= MIN_OF_CLASS);
    }

    @Test
    void agreesWithTheModelOnATrunkThatKeepsItsTags() {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("DifferentialTest, kept tags: -Dbaro.seed=" + seed);
        RandomFrames frames = new RandomFrames(seed);
        program.close();
        program = TestedProgram.open(Setups.KEEPING_TAGS);
        differential = new Differential(program, Setups.KEEPING_TAGS);

        while (differential.frames() < FRAMES_WITH_KEPT_TAGS) {
            RandomFrames.Next next = frames.next();
            agree(next.frame(), next.valid(), "-Dbaro.seed=" + seed);
        }
    }

    @Test
    void agreesWithTheModelOnEveryTruncation() {
        for (byte[] frame : baseFrames()) {
            for (int length = Mutator.MIN_FRAME_BYTES; length <= frame.length; length++) {
                agree(Arrays.copyOf(frame, length), false, "truncated to " + length);
            }
        }
    }

    @Test
    void agreesWithTheModelOnEveryFlippedBitOfTheHeaders() {
        for (byte[] frame : baseFrames()) {
            for (int bit = 0; bit < 8 * Math.min(HEADER_BYTES, frame.length); bit++) {
                byte[] flipped = frame.clone();
                flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
                agree(flipped, false, "bit " + bit + " flipped");
            }
        }
    }

    /// Next hops of a small MTU, so that packets are quoted whole, and cut.
    @Test
    void agreesWithTheModelOnQuotesOfEveryLength() {
        program.close();
        program = TestedProgram.open(Setups.SMALL);
        differential = new Differential(program, Setups.SMALL);
        for (int bytes = Setups.LEAST_MTU; bytes < 1_400; bytes++) {
            for (int port : List.of(Setups.DSCP, Setups.MAC, Setups.IPIP_V4, Setups.IPIP_V6)) {
                int tcpBytes = Math.max(0, bytes - 60);
                agree(v4(Packet.tcp()).ports(bytes, port).payloadBytes(tcpBytes).bytes(), true, bytes + " bytes");
                agree(v6(Packet.tcp()).ports(bytes, port).payloadBytes(tcpBytes).bytes(), true, bytes + " bytes");
            }
        }
        assertThat(differential.seen(Way.TOO_BIG)).isGreaterThan(8_000);
    }

    /// The page gives later fragments 30 seconds.
    @Test
    void agreesWithTheModelOnLaterFragmentsAtEveryAge() {
        for (int seconds = 27; seconds < 34; seconds++) {
            List<Packet> pieces =
                    Packet.udp().payloadBytes(100).identification(seconds).fragments(48);
            agree(pieces.get(0).bytes(), true, "first fragment");
            differential.passSeconds(seconds);

            agree(pieces.get(1).bytes(), true, seconds + " s later");
        }
    }

    private void agree(byte[] frame, boolean valid, String where) {
        differential.compare(frame, valid).ifPresent(difference -> {
            throw new AssertionError(where + ", " + difference.text());
        });
    }

    private List<Way> waysSeenTooSeldom() {
        return Setups.WAYS.stream()
                .filter(way -> differential.seen(way) < MIN_SEEN)
                .toList();
    }

    /// One of each kind, with all that its kind may have in front of the port.
    private static List<byte[]> baseFrames() {
        List<Packet> base = new ArrayList<>();
        for (int port : List.of(Setups.DSCP, Setups.IPIP_V4, Setups.MAC, Setups.IPIP_V6)) {
            base.add(v4(Packet.tcp()).ports(40_000, port));
            base.add(v6(Packet.tcp()).ports(40_000, port));
        }
        for (int port : List.of(Setups.UPLINKS_DSCP, Setups.UPLINKS_IPIP_V6)) {
            base.add(v4(Packet.tcp()).ports(40_000, port));
            base.add(v6(Packet.tcp()).ports(40_000, port));
        }
        base.add(v4(Packet.udp())
                .options((byte) 1, (byte) 148, (byte) 4, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
        base.add(v4(Packet.udp()).tags(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG).padding(new byte[6]));
        base.add(v6(Packet.udp())
                .extension(Packet.HOP_BY_HOP, new byte[8])
                .extension(Packet.ROUTING, new byte[8])
                .fragmentHeader(0, false)
                .extension(Packet.DESTINATION_OPTIONS, new byte[8]));
        base.addAll(v4(Packet.udp()).payloadBytes(60).fragments(40));
        base.addAll(v6(Packet.udp()).payloadBytes(60).fragments(40));
        base.add(v4(Packet.icmp(8, 0, 7)));
        base.add(v6(Packet.icmp(128, 0, 7)));
        byte[] answerV4 = v4(Packet.tcp()).reversed().ip();
        byte[] answerV6 = v6(Packet.tcp())
                .reversed()
                .extension(Packet.DESTINATION_OPTIONS, new byte[8])
                .ip();
        base.add(v4(Packet.icmp(3, 4, 1_400)).payload(Arrays.copyOf(answerV4, 28)));
        base.add(v6(Packet.icmp(2, 0, 1_400)).payload(Arrays.copyOf(answerV6, 64)));
        base.add(v4(Packet.tcp()).ports(40_000, Setups.SMALL_IPIP_V4).payloadBytes(1_341));
        base.add(v6(Packet.tcp()).ports(40_000, Setups.SMALL_IPIP_V6).payloadBytes(1_301));
        return base.stream().map(Packet::bytes).toList();
    }

    private static Packet v4(Packet packet) {
        return packet.from("203.0.113.7").to(Setups.VIP4);
    }

    private static Packet v6(Packet packet) {
        return packet.from("2001:db8:c::7").to(Setups.VIP6);
    }
}
