// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.SchedulerKind;

/// A configuration of many virtual services: VIPs with 25 ports each, and with separate real
/// servers for each VIP.
///
/// @param vips      1..254
/// @param servers   the number of servers of each VIP, 1..254
/// @param scheduler the scheduler of all VIPs
/// @param weight    the weight of one real server of the first VIP, which is the value that is changed
public record ControlConfig(int vips, int servers, SchedulerKind scheduler, int weight) {
    public static final int PORTS = 25;
    private static final int SERVERS = 10;
    static final int FIRST_PORT = 1000;
    /// 1,000 virtual services.
    public static final int MANY_VIPS = 40;
    /// 3,200 virtual services, with nearly as many members as the tables can hold.
    static final int MOST_VIPS = 128;

    private static final int DSCPS = 63;

    static final IpAddress FIRST_VIP = IpAddress.parse("192.0.2.1");

    /// Creates a configuration with ten servers for each VIP.
    public ControlConfig(int vips, SchedulerKind scheduler, int weight) {
        this(vips, SERVERS, scheduler, weight);
    }

    public int services() {
        return vips * PORTS;
    }

    public String text() {
        StringBuilder text = new StringBuilder("version: 1\nservers:\n");
        for (int vip = 1; vip <= vips; vip++) {
            for (int server = 1; server <= servers; server++) {
                int share = vip == 1 && server == 1 ? weight : 100;
                text.append(
                        "  web-%d-%d: {address: 10.64.%d.%d, weight: %d}%n".formatted(vip, server, vip, server, share));
            }
        }
        text.append("vips:\n");
        for (int vip = 1; vip <= vips; vip++) {
            text.append("  app-%d:%n    address: 192.0.2.%d%n    dscp: %d%n    scheduler: %s%n    servers: ["
                    .formatted(vip, vip, 1 + (vip - 1) % DSCPS, scheduler.word()));
            for (int server = 1; server <= servers; server++) {
                text.append(server == 1 ? "" : ", ").append("web-%d-%d".formatted(vip, server));
            }
            text.append("]\n    ports:\n");
            for (int port = FIRST_PORT; port < FIRST_PORT + PORTS; port++) {
                text.append("      p%d: {port: %d}%n".formatted(port, port));
            }
        }
        return text.toString();
    }
}
