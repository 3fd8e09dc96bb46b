// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.Config;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions;
import java.util.List;

/// Configurations for tests.
public final class Configs {
    /// One VIP with two real servers behind one port; the text of [#store(int)] with port 80.
    public static final String STORE_YAML = """
            version: 1
            balancers:
              lb-a1: {data-centre: idc-a, address: 192.0.2.11, interfaces: [eth0]}
            data-centres:
              idc-a: {prefixes: [198.51.100.0/24]}
            servers:
              store-web-a01: {address: 198.51.100.1, data-centre: idc-a, weight: 1}
              store-web-a02: {address: 198.51.100.2, data-centre: idc-a, weight: 1}
            vips:
              store-app1:
                address: 203.0.113.100
                dscp: 10
                scheduler: round-robin
                servers: [store-web-a01, store-web-a02]
                ports:
                  http: {port: 80}
            """;

    private Configs() {}

    public static Config store(int port) {
        return store(port, ServerState.ENABLED, List.of(balancer("lb-a1", "eth0")));
    }

    static Config store(int port, ServerState state, List<Balancer> balancers) {
        Vip vip = new Vip(
                "store-app1",
                IpAddress.parse("203.0.113.100"),
                new Dscp(10),
                List.of("store-web-a01", "store-web-a02"),
                List.of(new ServicePort("http", Protocol.TCP, port, new ApplicationCheck.None())),
                VipOptions.DEFAULTS.withProbeThroughDscp(false));
        return new Config(
                "",
                balancers,
                List.of(),
                List.of(server("store-web-a01", "198.51.100.1", state), server("store-web-a02", "198.51.100.2", state)),
                List.of(vip),
                HealthTimings.DEFAULTS,
                1000);
    }

    static Balancer balancer(String name, String... interfaces) {
        return new Balancer(name, "idc-a", IpAddress.parse("192.0.2.11"), List.of(interfaces));
    }

    private static RealServer server(String name, String address, ServerState state) {
        return new RealServer(name, IpAddress.parse(address), "idc-a", ForwardingMethod.DSCP, 1, state);
    }
}
