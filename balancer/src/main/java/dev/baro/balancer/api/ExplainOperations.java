// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.trace.Explanations;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Config;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.trace.FlowFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Explains to an operator what would happen to packets, without sending them.
public record ExplainOperations(Config config, Explanations explanations) {
    /// A port in the middle of the range from which hosts choose source ports (RFC 6056 section 3.2).
    private static final int SOME_PORT = 40_000;

    private static final List<String> KINDS = Arrays.stream(FlowFrame.Kind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    /// A packet's destination, and the packet's kind.
    private record To(Place place, FlowFrame.Kind kind) {
        VirtualService service() {
            Protocol protocol = kind == FlowFrame.Kind.DATAGRAM ? Protocol.UDP : Protocol.TCP;
            return new VirtualService(place.address(), protocol, place.port());
        }
    }

    /// @param probe whether the real server is probed
    Answer answer(Asked asked, boolean probe) throws TimeoutException, InterruptedException {
        return explain(
                asked.query("client"), asked.query("vip"), asked.query("packet"), asked.query("interface"), probe);
    }

    /// @param client        an address with or without a port
    /// @param vip           address or name, with or without a port
    /// @param packet        `syn`, `ack` or `datagram`; if empty, the protocol of the VIP's port determines it
    /// @param interfaceName the interface where the packet arrives; empty for the first one
    /// @param probe         whether the real server is probed
    private Answer explain(String client, String vip, String packet, String interfaceName, boolean probe)
            throws TimeoutException, InterruptedException {
        Optional<Place> from = Place.of(client);
        Optional<Place> to = Place.ofVip(config, vip);
        if (from.isEmpty()) {
            return ServerOperations.badRequest(
                    client,
                    "\"" + client + "\" is neither an address nor an address and a port",
                    "such as 198.51.100.7, 198.51.100.7:40000 or [2001:db8::7]:40000");
        }
        if (to.isEmpty()) {
            return new Answer.No(ServerOperations.unknown(
                    "\"" + vip + "\" is no VIP",
                    config.vips().stream().map(Vip::name).toList()));
        }
        if (!packet.isEmpty() && !KINDS.contains(packet)) {
            return ServerOperations.badRequest(
                    packet, "\"" + packet + "\" is no kind of packet", "one of " + String.join(", ", KINDS));
        }
        if (from.get().address().isV4() != to.get().address().isV4()) {
            return ServerOperations.badRequest(
                    client, client + " and " + vip + " are of different IP versions", "a packet has one version");
        }
        return explain(from.get(), to.get(), packet, interfaceName, probe);
    }

    private Answer explain(Place from, Place to, String packet, String interfaceName, boolean probe)
            throws TimeoutException, InterruptedException {
        List<ServicePort> ports = config.vips().stream()
                .filter(vip -> vip.address().equals(to.address()))
                .flatMap(vip -> vip.ports().stream())
                .filter(port -> isOf(port, packet))
                .toList();
        List<String> assumed = new ArrayList<>();
        int port = to.port();
        if (port == 0 && ports.size() != 1) {
            return ServerOperations.badRequest(
                    to.address().toString(),
                    "no port was given, and the VIP has " + ports.size() + " possible ports",
                    "add the port: " + to.address() + " has "
                            + ports.stream()
                                    .map(each ->
                                            each.port() + "/" + each.protocol().word())
                                    .toList());
        }
        if (port == 0) {
            port = ports.getFirst().port();
            assumed.add("it goes to port " + port);
        }
        if (from.port() == 0) {
            assumed.add("it comes from port " + SOME_PORT);
        }
        To whole = new To(new Place(to.address(), port), kind(packet, ports, port));
        Flow flow = new Flow(from.address(), from.port() == 0 ? SOME_PORT : from.port(), whole.service());
        return ask(new Explanations.Question(config, flow, whole.kind(), interfaceName, probe, assumed));
    }

    private static boolean isOf(ServicePort port, String packet) {
        return packet.isEmpty() || packet.equals("datagram") == (port.protocol() == Protocol.UDP);
    }

    /// The requested kind of packet; by default a datagram if the VIP serves the port only over UDP.
    private static FlowFrame.Kind kind(String packet, List<ServicePort> ports, int number) {
        if (!packet.isEmpty()) {
            return FlowFrame.Kind.valueOf(packet.toUpperCase(Locale.ROOT));
        }
        List<Protocol> protocols = ports.stream()
                .filter(port -> port.port() == number)
                .map(ServicePort::protocol)
                .toList();
        return protocols.equals(List.of(Protocol.UDP)) ? FlowFrame.Kind.DATAGRAM : FlowFrame.Kind.SYN;
    }

    private Answer ask(Explanations.Question question) throws TimeoutException, InterruptedException {
        try {
            return new Answer.Json(explanations.explain(question));
        } catch (Explanations.UnanswerableException e) {
            return ServerOperations.badRequest(
                    question.interfaceName(), String.valueOf(e.getMessage()), "see baro status");
        } catch (DataplaneException e) {
            return new Answer.No(new ProblemDetail(
                    ProblemDetail.INTERNAL,
                    "the kernel refuses to run the program on a packet",
                    500,
                    String.valueOf(e.getMessage()),
                    "",
                    "forwarding goes on; see the daemon's log"));
        }
    }
}
