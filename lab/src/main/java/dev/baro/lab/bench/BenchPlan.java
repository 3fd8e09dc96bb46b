// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Scheduler;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The plan for packet measurements: a VIP of each family, and 64 more VIPs, with one port per scheduler.
final class BenchPlan {
    static final IpAddress VIP4 = IpAddress.parse("192.0.2.10");
    static final IpAddress VIP6 = IpAddress.parse("2001:db8:a::10");
    static final IpAddress NO_VIP4 = IpAddress.parse("192.0.2.9");
    static final IpAddress NO_VIP6 = IpAddress.parse("2001:db8:a::9");
    static final int MANY_VIPS = 64;
    static final int DSCP = 10;
    static final int SERVERS = 8;
    private static final int FIRST_OF_MANY = 64;
    private static final int WEIGHT = 100;

    private BenchPlan() {}

    /// The first of [#MANY_VIPS] consecutive VIPs.
    static IpAddress manyVips() {
        return manyVip(0);
    }

    static IpAddress manyVip(int index) {
        return IpAddress.parse("192.0.2." + (FIRST_OF_MANY + index));
    }

    /// @param number the server's number, 0..[#SERVERS] - 1
    static IpAddress server(boolean v4, int number) {
        return IpAddress.parse((v4 ? "198.51.100." : "2001:db8:64::") + (number + 1));
    }

    static Plan plan() {
        List<ServicePlan> services = new ArrayList<>();
        for (Scheduling scheduling : Scheduling.values()) {
            for (Protocol protocol : Protocol.values()) {
                services.add(service(VIP4, protocol, scheduling));
                services.add(service(VIP6, protocol, scheduling));
            }
            for (int i = 0; i < MANY_VIPS; i++) {
                services.add(service(manyVip(i), Protocol.TCP, scheduling));
            }
        }
        return new Plan(services);
    }

    private static ServicePlan service(IpAddress vip, Protocol protocol, Scheduling scheduling) {
        List<Share> shares = IntStream.range(0, SERVERS)
                .mapToObj(number -> new Share("web-" + number, WEIGHT))
                .toList();
        Scheduler scheduler = Scheduler.of(scheduling.scheduler());
        List<PlannedServer> servers = IntStream.range(0, SERVERS)
                .mapToObj(number ->
                        new PlannedServer("web-" + number, server(vip.isV4(), number), ForwardingMethod.DSCP, WEIGHT))
                .toList();
        return new ServicePlan(
                new VirtualService(vip, protocol, scheduling.port()),
                new Dscp(DSCP),
                scheduler.choice(),
                servers,
                scheduler.fill(shares),
                new Turns(Collections.nCopies(SERVERS, 1), scheduling.spread()),
                Duration.ZERO);
    }
}
