// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.LabFile;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.PacketsTopology;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Requests reach the balancer with a VLAN tag, and leave it with the same tag, whatever the method. Its
/// interface has `vlan: keep`, because some kernels have no VLAN interfaces. The other end of the trunk drops
/// TCP packets that have lost their tag.
record VlanTagKept(BaroDaemon daemon, TestVip vip) implements Proof {
    private static final int REQUESTS = 12;

    /// The placeholder in vlan_push.bpf.c for the interface of the balancer's port.
    private static final int PLACEHOLDER = 0x6f757421;

    /// The placeholder in vlan_push.bpf.c for the balancer's MAC address.
    private static final byte[] MAC_PLACEHOLDER = {0x6d, 0x61, 0x63, 0x21, 0x6d, 0x61};

    @Override
    public String name() {
        return "VLAN IPv" + vip.version();
    }

    @Override
    public String expected() {
        return REQUESTS + " of " + REQUESTS + " requests answered over tagged frames";
    }

    @Override
    public Finding prove(Lab lab) {
        Namespace edge = lab.names().namespace(Topology.EDGE);
        attach(edge, PacketsTopology.ISP, push(lab, ifindex(edge)));
        attach(edge, Topology.EDGE_TO_BALANCER, write(lab, "vlan_pop.bpf.o", LabFile.read("vlan_pop.bpf.o")));
        long before = daemon.status().verdict("forwarded");
        try {
            int answered = 0;
            for (int i = 0; i < REQUESTS; i++) {
                Command.Outcome outcome = lab.client()
                        .command("curl", "--silent", "--max-time", "2", vip.url())
                        .run();
                answered += outcome.exitCode() == 0 && outcome.output().startsWith("web-") ? 1 : 0;
            }
            long forwarded = daemon.status().verdict("forwarded") - before;
            return new Finding(
                    answered == REQUESTS && forwarded > REQUESTS,
                    answered + " of " + REQUESTS + " requests answered, " + forwarded + " tagged frames forwarded");
        } finally {
            edge.command("ip", "link", "set", "dev", PacketsTopology.ISP, "xdpdrv", "off")
                    .succeed();
            attach(edge, Topology.EDGE_TO_BALANCER, lab.passProgram());
        }
    }

    private static void attach(Namespace edge, String port, Path program) {
        edge.command("ip", "-force", "link", "set", "dev", port, "xdpdrv", "obj", program.toString(), "sec", "xdp")
                .succeed();
    }

    private static int ifindex(Namespace edge) {
        String line = edge.command("ip", "-o", "link", "show", "dev", Topology.EDGE_TO_BALANCER)
                .succeed();
        return Integer.parseInt(line.substring(0, line.indexOf(':')));
    }

    /// Writes the program to a file, with the placeholders replaced.
    private static Path push(Lab lab, int ifindex) {
        byte[] object = LabFile.read("vlan_push.bpf.o");
        ByteBuffer elf = ByteBuffer.wrap(object).order(ByteOrder.nativeOrder());
        byte[] mac = macOfBalancer(lab);
        for (int at = 0; at + mac.length <= object.length; at++) {
            if (elf.getInt(at) == PLACEHOLDER) {
                elf.putInt(at, ifindex);
            }
            if (Arrays.equals(object, at, at + mac.length, MAC_PLACEHOLDER, 0, mac.length)) {
                elf.put(at, mac);
            }
        }
        return write(lab, "vlan_push.bpf.o", object);
    }

    private static byte[] macOfBalancer(Lab lab) {
        String shown = lab.balancer()
                .command("ip", "-br", "link", "show", "dev", "eth0")
                .succeed();
        return HexFormat.ofDelimiter(":").parseHex(shown.split("\\s+", -1)[2]);
    }

    private static Path write(Lab lab, String name, byte[] object) {
        try {
            return Files.write(lab.names().directory().resolve(name), object);
        } catch (IOException e) {
            throw new LabException("write " + name + ": " + e.getMessage(), e);
        }
    }
}
