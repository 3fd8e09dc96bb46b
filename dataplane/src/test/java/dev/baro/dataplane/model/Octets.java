// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.Arrays;
import java.util.HexFormat;

/// A row of bytes in network order. Immutable: every change is a new one.
public final class Octets {
    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    public static Octets ofHex(String hex) {
        return new Octets(HexFormat.of().parseHex(hex));
    }

    static Octets zeros(int length) {
        return new Octets(new byte[length]);
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    boolean holds(int at, int count) {
        return at + count <= bytes.length;
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    /// @param end exclusive
    Octets range(int start, int end) {
        return new Octets(Arrays.copyOfRange(bytes, start, end));
    }

    Octets with8(int at, int value) {
        return with(at, new Octets(new byte[] {(byte) value}));
    }

    Octets with16(int at, int value) {
        return with(at, new Octets(new byte[] {(byte) (value >> 8), (byte) value}));
    }

    Octets with32(int at, long value) {
        return with16(at, (int) (value >> 16)).with16(at + 2, (int) value);
    }

    /// These bytes with `others` standing over those from `at` on.
    Octets with(int at, Octets others) {
        byte[] changed = bytes.clone();
        System.arraycopy(others.bytes, 0, changed, at, others.bytes.length);
        return new Octets(changed);
    }

    Octets then(Octets others) {
        byte[] joined = Arrays.copyOf(bytes, bytes.length + others.bytes.length);
        System.arraycopy(others.bytes, 0, joined, bytes.length, others.bytes.length);
        return new Octets(joined);
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
