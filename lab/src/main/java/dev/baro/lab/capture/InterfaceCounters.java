// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

/// The traffic of an interface since its creation.
public record InterfaceCounters(long bytesIn, long packetsIn, long packetsOut) {
    public static final InterfaceCounters NOTHING = new InterfaceCounters(0, 0, 0);

    /// @param text the text of `/proc/net/dev`: a line for each interface, with eight numbers for received
    ///     packets and eight for sent packets
    /// @throws IllegalArgumentException if the text does not contain the interface
    public static InterfaceCounters of(String text, String interfaceName) {
        String[] fields = text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(interfaceName + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no interface " + interfaceName));
        return new InterfaceCounters(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[9]));
    }

    public InterfaceCounters less(InterfaceCounters before) {
        return new InterfaceCounters(
                bytesIn - before.bytesIn, packetsIn - before.packetsIn, packetsOut - before.packetsOut);
    }

    /// The number of packets in both directions.
    public long packets() {
        return packetsIn + packetsOut;
    }
}
