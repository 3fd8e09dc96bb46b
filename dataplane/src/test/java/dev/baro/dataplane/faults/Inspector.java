// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.forward.KernelState;
import dev.baro.dataplane.model.Address;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Tells tests of other modules, as a separate process in the network namespace of a balancer, what
/// [KernelState] sees of an instance, and whether packets agree with the model: for each instance that it reads
/// a line of, its text and a last line [#END].
public final class Inspector {
    private static final String END = "end";

    private Inspector() {}

    /// @param args number and MAC address of the interface; MAC address of what all real servers are behind; the
    ///             sources of tunnels in IPv4 and IPv6; and for each virtual service of TCP, with commas between
    ///             them: VIP, port, DSCP, method, and real servers with `+` between them
    public static void main(String[] args) throws IOException {
        int ifindex = Integer.parseInt(args[0]);
        Setup.Hop hop = new Setup.Hop(octets(args[2]), octets(args[1]), 1500, false, 0);
        List<Setup.Service> services =
                Arrays.stream(args).skip(5).map(words -> service(words, hop)).toList();
        Setup setup = new Setup(services, Address.parse(args[3]), Address.parse(args[4]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String instance = in.readLine(); instance != null; instance = in.readLine()) {
            System.out.println(text(instance, ifindex, setup));
            System.out.println(END);
        }
    }

    private static String text(String instance, int ifindex, Setup setup) {
        try (LivePrograms programs = new LivePrograms(instance, ifindex)) {
            return KernelState.of(instance) + "\nprograms " + programs.count() + "\npackets unlike the model: "
                    + ModelPackets.differences(programs, setup);
        } catch (RuntimeException e) {
            return "no state: " + e;
        }
    }

    private static Setup.Service service(String text, Setup.Hop hop) {
        String[] words = text.split(",", -1);
        Setup.Method method = Setup.Method.valueOf(words[3].toUpperCase(Locale.ROOT));
        List<Setup.Server> servers = Arrays.stream(words[4].split("\\+", -1))
                .map(address -> new Setup.Server(Address.parse(address), method, hop, false))
                .toList();
        return new Setup.Service(
                Address.parse(words[0]), Packet.TCP, Integer.parseInt(words[1]), Integer.parseInt(words[2]), servers);
    }

    private static Octets octets(String mac) {
        return Octets.ofHex(mac.replace(":", ""));
    }
}
