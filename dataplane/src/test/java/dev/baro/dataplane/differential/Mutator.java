// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import java.util.Arrays;
import java.util.Random;

/// Damages frames where it hurts: mostly in the headers.
final class Mutator {
    /// The least that the kernel takes for a test run.
    static final int MIN_FRAME_BYTES = 14;

    private static final int MAX_FRAME_BYTES = 3_400;
    private static final int HEADER_BYTES = 110;
    private static final int ETHERTYPE_AT = 12;
    private static final int[] INTERESTING = {0, 1, 4, 5, 6, 8, 20, 40, 43, 44, 58, 60, 0x40, 0x7f, 0x80, 0xfe, 0xff};

    private final Random random;

    Mutator(long seed) {
        random = new Random(seed);
    }

    byte[] damaged(byte[] frame) {
        byte[] damaged = frame;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            damaged = damagedOnce(damaged);
        }
        return damaged;
    }

    private byte[] damagedOnce(byte[] frame) {
        byte[] damaged = frame.clone();
        int at = place(frame);
        switch (random.nextInt(9)) {
            case 0 -> {
                return truncated(frame);
            }
            case 1 -> {
                return inserted(frame, at);
            }
            case 2 -> {
                return removed(frame, at);
            }
            case 3 -> shorten(damaged);
            case 4 -> damaged[at] = (byte) random.nextInt(256);
            case 5, 6 -> damaged[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
            default -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    /// Makes the packet end early by its IP header, in the middle of the next header mostly; the rest is padding then.
    private void shorten(byte[] frame) {
        int lengthAt = frame[ETHERTYPE_AT] == 8 ? 16 : 18;
        if (frame.length > lengthAt + 1) {
            frame[lengthAt] = 0;
            frame[lengthAt + 1] = (byte) random.nextInt(64);
        }
    }

    private int place(byte[] frame) {
        int from = random.nextInt(8) == 0 ? 0 : Math.min(ETHERTYPE_AT, frame.length - 1);
        int to = Math.min(frame.length, random.nextInt(8) == 0 ? frame.length : HEADER_BYTES);
        return from + random.nextInt(to - from);
    }

    private byte[] truncated(byte[] frame) {
        int length = Math.min(frame.length, random.nextBoolean() ? HEADER_BYTES : frame.length);
        return Arrays.copyOf(frame, MIN_FRAME_BYTES + random.nextInt(length - MIN_FRAME_BYTES + 1));
    }

    private byte[] inserted(byte[] frame, int at) {
        int count = 1 + random.nextInt(8);
        if (frame.length + count > MAX_FRAME_BYTES) {
            return frame;
        }
        byte[] longer = Arrays.copyOf(frame, frame.length + count);
        System.arraycopy(frame, at, longer, at + count, frame.length - at);
        return longer;
    }

    private byte[] removed(byte[] frame, int at) {
        int count = Math.min(1 + random.nextInt(8), frame.length - Math.max(at, MIN_FRAME_BYTES));
        if (count <= 0) {
            return frame;
        }
        byte[] shorter = Arrays.copyOf(frame, frame.length - count);
        int from = Math.min(at, shorter.length);
        System.arraycopy(frame, from + count, shorter, from, shorter.length - from);
        return shorter;
    }
}
