// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.capture.Packet;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.util.List;
import java.util.function.Supplier;

/// The client never receives a packet from a real server's own address.
record AnswersFromVip(Supplier<ForwardingTraffic> traffic) implements Proof {
    @Override
    public String name() {
        return "answers from the VIP";
    }

    @Override
    public String expected() {
        return "every packet that the client got has source 211.115.115.100";
    }

    @Override
    public Finding prove(Lab lab) {
        int vip = Packet.address(Topology.VIP);
        List<Packet> answers = traffic.get().atClient().packets().stream()
                .filter(packet -> packet.destination() != vip)
                .toList();
        long other = answers.stream().filter(packet -> packet.source() != vip).count();
        return new Finding(
                !answers.isEmpty() && other == 0,
                answers.size() + " packets at the client, " + other + " from an address other than " + Topology.VIP);
    }
}
