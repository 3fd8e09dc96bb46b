// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.lab.network.LabFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/// The drivers of `bench.bpf.c`: they rewrite the frame for another flow before each packet, and jump
/// into the measured program.
final class Drive implements AutoCloseable {
    /// `struct drive`.
    private static final int WORDS_AT = 16;
    private static final int IP_SUM_AT = WORDS_AT + 13 * 8;
    private static final int INNER_SUM_AT = IP_SUM_AT + 4;
    private static final int L4_SUM_AT = IP_SUM_AT + 8;
    private static final int FLOWS_AT = IP_SUM_AT + 12;
    private static final int IN_ORDER_AT = IP_SUM_AT + 16;
    private static final int PORT_BITS_AT = IP_SUM_AT + 20;
    private static final int PORT_AT = IP_SUM_AT + 24;
    private static final int VIP_AT = IP_SUM_AT + 28;
    private static final int VIPS_AT = IP_SUM_AT + 32;
    private static final int PACKET_AT = IP_SUM_AT + 36;
    private static final int OUT_IFINDEX_AT = IP_SUM_AT + 40;
    private static final int LINES_AT = IP_SUM_AT + 44;

    private static final int FIRST_PORT = 1024;
    private static final long ON_THEIR_WAY_NS = 20_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final BpfObject object;
    private final MemorySegment memory;
    private final BpfMap jump;
    private final int ifindex;
    private Traffic traffic = Traffic.tcp(BenchPlan.VIP4, Traffic.ACK, 1);
    private byte[] frame = new byte[0];

    private Drive(BpfObject object, int ifindex) {
        this.object = object;
        this.ifindex = ifindex;
        this.memory = object.map(".data.drive").memory(0);
        this.jump = object.map("jump");
    }

    /// @param ifindex the interface where the frames are assumed to arrive
    static Drive load(int ifindex) {
        return load(ifindex, 1);
    }

    /// @param lines the lines of memory that [#access] reads
    static Drive load(int ifindex, int lines) {
        BpfObject object = object("bench");
        object.resize("lines", lines);
        object.load();
        Drive drive = new Drive(object, ifindex);
        drive.memory.set(JAVA_INT, LINES_AT, lines);
        return drive;
    }

    /// Opens an object of the lab, without loading it.
    static BpfObject object(String name) {
        return BpfObject.of(name, LabFile.read(name + ".bpf.o"));
    }

    /// `return XDP_TX`.
    BpfProgram bare() {
        return object.program("bench_bare");
    }

    /// A program that reads the flow's line of memory and returns XDP_TX.
    BpfProgram access() {
        return object.program("bench_access");
    }

    /// Sends live TCP frames over IPv4 through an interface of this network.
    ///
    /// @return nanoseconds of this thread's CPU time for each frame: on a veth, the sender's CPU also
    /// does the receiver's work
    double nsPerFrameSent(int out, int count) {
        memory.set(JAVA_INT, OUT_IFINDEX_AT, out);
        BpfProgram sender = object.program("send_tcp4");
        long before = THREADS.getCurrentThreadCpuTime();
        sender.runLive(frame, count);
        return (double) (THREADS.getCurrentThreadCpuTime() - before) / count;
    }

    /// Receives returned frames.
    BpfProgram taker() {
        return object.program("take_frame");
    }

    /// The frames that [#taker] received in one transmission.
    record Taken(long frames, long longestPauseNs) {}

    /// Sends live frames, and waits for those in transit.
    Taken taken(int out, int count) {
        MemorySegment taken = object.map(".data.taken").memory(0);
        taken.fill((byte) 0);
        nsPerFrameSent(out, count);
        LockSupport.parkNanos(ON_THEIR_WAY_NS);
        return new Taken(taken.get(JAVA_LONG, 0), taken.get(JAVA_LONG, 16));
    }

    /// Selects the traffic from now on. Flows that come in order start from the first; mixed flows continue.
    void packets(Traffic wanted) {
        FrameTemplate template = FrameTemplate.of(wanted);
        traffic = wanted;
        frame = template.bytes();
        MemorySegment.copy(frame, 0, memory, JAVA_BYTE, 0, 8);
        MemorySegment.copy(frame, 6, memory, JAVA_BYTE, 8, 8);
        int ipBytes = frame.length - FrameTemplate.ETH_BYTES;
        MemorySegment.copy(frame, FrameTemplate.ETH_BYTES, memory, JAVA_BYTE, WORDS_AT, ipBytes);
        byte[] destination = wanted.destination().bytes();
        memory.set(JAVA_INT, IP_SUM_AT, template.ipSum());
        memory.set(JAVA_INT, INNER_SUM_AT, template.innerSum());
        memory.set(JAVA_INT, L4_SUM_AT, template.l4Sum());
        memory.set(JAVA_INT, FLOWS_AT, wanted.flows());
        memory.set(JAVA_INT, IN_ORDER_AT, wanted.inOrder() || wanted.isNewFlowEachPacket() ? 1 : 0);
        memory.set(JAVA_INT, PORT_BITS_AT, wanted.portBits());
        memory.set(JAVA_INT, PORT_AT, FIRST_PORT);
        memory.set(JAVA_INT, VIP_AT, FrameTemplate.sum(destination, destination.length - 2, 2));
        memory.set(JAVA_INT, VIPS_AT, wanted.vips() - 1);
        if (wanted.inOrder()) {
            memory.set(JAVA_INT, PACKET_AT, 0);
        }
    }

    /// Runs the program on `count` packets.
    ///
    /// @param expectedAction the XDP action that the program must return for the last packet
    /// @return nanoseconds of this thread's CPU time for each packet, including the driver's own time
    double nsPerPacket(BpfProgram program, int count, int expectedAction) {
        BpfProgram driver = jumpTo(program);
        long before = THREADS.getCurrentThreadCpuTime();
        BpfProgram.TestRun run = driver.testRun(frame, ifindex, count);
        long after = THREADS.getCurrentThreadCpuTime();
        if (run.result() != expectedAction) {
            throw new IllegalStateException(program.name() + " ended " + traffic + " in XDP action " + run.result()
                    + " instead of " + expectedAction);
        }
        return (double) (after - before) / count;
    }

    /// Runs the program on one packet.
    BpfProgram.TestRun one(BpfProgram program) {
        return jumpTo(program).testRun(frame, ifindex, 1);
    }

    private BpfProgram jumpTo(BpfProgram program) {
        try (Arena arena = Arena.ofConfined()) {
            jump.write(0, arena.allocateFrom(JAVA_INT, program.fd()));
        }
        return object.program(traffic.driver());
    }

    @Override
    public void close() {
        object.close();
    }
}
