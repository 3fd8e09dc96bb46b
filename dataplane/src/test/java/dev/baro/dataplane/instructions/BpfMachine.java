// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Runs a BPF program instruction by instruction (RFC 9669) on the maps that the kernel's copy of it uses,
/// and counts them: the same number on every machine, whatever else that does. Knows what Baro's packets need
/// and refuses the rest.
public final class BpfMachine {
    /// What one packet took.
    ///
    /// @param instructions executed, with those into which the kernel turns a lookup in an array
    /// @param helpers      that were really called, by number (enum bpf_func_id)
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Run(int action, byte[] frame, int instructions, List<Integer> helpers) {
        Run {
            helpers = List.copyOf(helpers);
        }
    }

    private static final int TAIL_CALL = 12;
    private static final int XDP_LOAD_BYTES = 189;
    private static final int MAX_INSTRUCTIONS = 100_000;

    private static final int MAP_FD = 1;
    private static final int MAP_VALUE = 2;
    private static final int TO_PROGRAM = 1;

    /// @param saved R6 to R10
    private record Frame(int returnTo, List<Long> saved) {}

    private final byte[] main;
    private final byte[] tail;

    /// @param tail where the only tail call leads
    public BpfMachine(byte[] main, byte[] tail) {
        this.main = main;
        this.tail = tail;
    }

    /// @param frame that comes in by interface 1
    Run run(byte[] frame) {
        try (BpfMemory memory = new BpfMemory(frame)) {
            return new Execution(memory).run();
        }
    }

    private final class Execution {
        private final BpfMemory memory;
        private final long[] registers = new long[11];
        private final Deque<Frame> frames = new ArrayDeque<>();
        private final List<Integer> helpers = new ArrayList<>();
        private ByteBuffer program = program(main);
        private int at;
        private int count;

        Execution(BpfMemory memory) {
            this.memory = memory;
            start();
        }

        private void start() {
            registers[1] = BpfMemory.CONTEXT;
            registers[10] = memory.stack();
            at = 0;
        }

        Run run() {
            while (count < MAX_INSTRUCTIONS) {
                count++;
                int code = program.get(8 * at) & 0xff;
                if (code == 0x95 && frames.isEmpty()) {
                    return new Run((int) registers[0], memory.frame(), count, helpers);
                }
                step(code);
            }
            throw new IllegalStateException("no end after " + count + " instructions");
        }

        private void step(int code) {
            int operands = program.get(8 * at + 1) & 0xff;
            int to = operands & 15;
            int from = operands >> 4;
            int offset = program.getShort(8 * at + 2);
            int immediate = program.getInt(8 * at + 4);
            at++;
            switch (code & 7) {
                case 0 -> loadImmediate(code, to, from, immediate);
                case 1 -> registers[to] = memory.load(registers[from] + offset, bytes(code));
                case 2 -> memory.store(registers[to] + offset, bytes(code), immediate);
                case 3 -> storeOrAtomic(code, registers[to] + offset, from, immediate);
                case 4, 7 ->
                    registers[to] = BpfArithmetic.of(
                            code, registers[to], (code & 8) == 0 ? immediate : registers[from], immediate);
                case 5, 6 -> jump(code, to, from, offset, immediate);
                default -> throw new IllegalStateException("instruction " + Integer.toHexString(code));
            }
        }

        private void loadImmediate(int code, int to, int kind, int immediate) {
            if (code != 0x18) {
                throw new IllegalStateException("instruction " + Integer.toHexString(code));
            }
            int upper = program.getInt(8 * at + 4);
            at++;
            registers[to] = switch (kind) {
                case 0 -> (long) upper << 32 | immediate & 0xffffffffL;
                case MAP_FD -> immediate;
                case MAP_VALUE -> memory.map(immediate).value(0) + upper;
                default -> throw new IllegalStateException("immediate of kind " + kind);
            };
        }

        private void storeOrAtomic(int code, long address, int from, int operation) {
            int bytes = bytes(code);
            if (code >> 5 != 6) {
                memory.store(address, bytes, registers[from]);
                return;
            }
            long before = memory.load(address, bytes);
            switch (operation) {
                case 0x00 -> memory.store(address, bytes, before + registers[from]);
                case 0x01 -> {
                    memory.store(address, bytes, before + registers[from]);
                    registers[from] = before;
                }
                case 0x40 -> memory.store(address, bytes, before | registers[from]);
                case 0x41 -> {
                    memory.store(address, bytes, before | registers[from]);
                    registers[from] = before;
                }
                case 0x50 -> memory.store(address, bytes, before & registers[from]);
                case 0x51 -> {
                    memory.store(address, bytes, before & registers[from]);
                    registers[from] = before;
                }
                case 0xf1 -> {
                    if (before == registers[0]) {
                        memory.store(address, bytes, registers[from]);
                    }
                    registers[0] = before;
                }
                default -> throw new IllegalStateException("atomic operation " + Integer.toHexString(operation));
            }
        }

        private void jump(int code, int to, int from, int offset, int immediate) {
            switch (code & 0xf0) {
                case 0x00 -> at += (code & 7) == 6 ? immediate : offset;
                case 0x80 -> call(from, immediate);
                case 0x90 -> leave();
                default -> {
                    long right = (code & 8) == 0 ? immediate : registers[from];
                    at += BpfArithmetic.holds(code, registers[to], right) ? offset : 0;
                }
            }
        }

        private void call(int kind, int immediate) {
            if (kind == TO_PROGRAM) {
                frames.push(
                        new Frame(at, List.of(registers[6], registers[7], registers[8], registers[9], registers[10])));
                registers[10] = memory.stack();
                at += immediate;
                return;
            }
            switch (immediate) {
                case BpfMemory.Map.LOOKUP -> lookup(memory.map((int) registers[1]));
                case TAIL_CALL -> {
                    helpers.add(immediate);
                    program = program(tail);
                    start();
                }
                case XDP_LOAD_BYTES -> {
                    helpers.add(immediate);
                    registers[0] = memory.copyFromFrame((int) registers[2], registers[3], (int) registers[4]);
                }
                default -> throw new IllegalStateException("helper " + immediate);
            }
        }

        private void lookup(BpfMemory.Map map) {
            if (map.isArray()) {
                count += map.inlinedLookup() - 1;
            } else {
                helpers.add(BpfMemory.Map.LOOKUP);
            }
            registers[0] = map.find(memory, registers[2]);
        }

        private void leave() {
            Frame frame = frames.pop();
            for (int i = 0; i < 5; i++) {
                registers[6 + i] = frame.saved().get(i);
            }
            at = frame.returnTo();
        }

        private static ByteBuffer program(byte[] instructions) {
            return ByteBuffer.wrap(instructions).order(ByteOrder.nativeOrder());
        }

        private static int bytes(int code) {
            return switch (code & 0x18) {
                case 0x00 -> 4;
                case 0x08 -> 2;
                case 0x10 -> 1;
                default -> 8;
            };
        }
    }
}
