// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

/// Frames to the VIP of clients that differ from number to number, 5,000 ports of each address.
public final class NumberedFlows {
    private NumberedFlows() {}

    public static Frame syn(int flow) {
        return from(Frame.tcp(Frame.SYN), flow);
    }

    public static Frame ack(int flow) {
        return from(Frame.tcp(Frame.ACK), flow);
    }

    public static Frame datagram(int flow) {
        return from(Frame.udp(4), flow);
    }

    public static Frame from(Frame frame, int flow) {
        return frame.from(client(flow), port(flow));
    }

    static String client(int flow) {
        return "203.0.113." + (1 + flow / 5000);
    }

    static int port(int flow) {
        return 10_000 + flow % 5000;
    }
}
