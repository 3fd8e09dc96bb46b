// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.instructions;

/// Arithmetic and comparisons of BPF instructions (RFC 9669 sections 4.1 and 4.3).
final class BpfArithmetic {
    private static final int ALU32 = 4;
    private static final int JMP32 = 6;

    private BpfArithmetic() {}

    /// @param immediate for byte swaps, whose width it is
    static long of(int code, long left, long right, int immediate) {
        if ((code & 0xf0) == 0xd0) {
            return swapped(code, left, immediate);
        }
        if ((code & 7) == ALU32) {
            return Integer.toUnsignedLong(of32(code, (int) left, (int) right));
        }
        return switch (code & 0xf0) {
            case 0x00 -> left + right;
            case 0x10 -> left - right;
            case 0x20 -> left * right;
            case 0x30 -> right == 0 ? 0 : Long.divideUnsigned(left, right);
            case 0x40 -> left | right;
            case 0x50 -> left & right;
            case 0x60 -> left << right;
            case 0x70 -> left >>> right;
            case 0x80 -> -left;
            case 0x90 -> right == 0 ? left : Long.remainderUnsigned(left, right);
            case 0xa0 -> left ^ right;
            case 0xb0 -> right;
            case 0xc0 -> left >> right;
            default -> throw new IllegalStateException("arithmetic " + Integer.toHexString(code));
        };
    }

    private static int of32(int code, int left, int right) {
        return switch (code & 0xf0) {
            case 0x00 -> left + right;
            case 0x10 -> left - right;
            case 0x20 -> left * right;
            case 0x30 -> right == 0 ? 0 : Integer.divideUnsigned(left, right);
            case 0x40 -> left | right;
            case 0x50 -> left & right;
            case 0x60 -> left << right;
            case 0x70 -> left >>> right;
            case 0x80 -> -left;
            case 0x90 -> right == 0 ? left : Integer.remainderUnsigned(left, right);
            case 0xa0 -> left ^ right;
            case 0xb0 -> right;
            case 0xc0 -> left >> right;
            default -> throw new IllegalStateException("arithmetic " + Integer.toHexString(code));
        };
    }

    static boolean holds(int code, long leftOf64, long rightOf64) {
        boolean narrow = (code & 7) == JMP32;
        long left = narrow ? (int) leftOf64 : leftOf64;
        long right = narrow ? (int) rightOf64 : rightOf64;
        int unsigned = narrow
                ? Integer.compareUnsigned((int) leftOf64, (int) rightOf64)
                : Long.compareUnsigned(leftOf64, rightOf64);
        return switch (code & 0xf0) {
            case 0x10 -> left == right;
            case 0x20 -> unsigned > 0;
            case 0x30 -> unsigned >= 0;
            case 0x40 -> (left & right) != 0;
            case 0x50 -> left != right;
            case 0x60 -> left > right;
            case 0x70 -> left >= right;
            case 0xa0 -> unsigned < 0;
            case 0xb0 -> unsigned <= 0;
            case 0xc0 -> left < right;
            case 0xd0 -> left <= right;
            default -> throw new IllegalStateException("comparison " + Integer.toHexString(code));
        };
    }

    /// To big endian, from little.
    private static long swapped(int code, long value, int bits) {
        boolean toBig = (code & 8) != 0;
        return switch (bits) {
            case 16 -> Short.toUnsignedLong(toBig ? Short.reverseBytes((short) value) : (short) value);
            case 32 -> Integer.toUnsignedLong(toBig ? Integer.reverseBytes((int) value) : (int) value);
            default -> toBig ? Long.reverseBytes(value) : value;
        };
    }
}
