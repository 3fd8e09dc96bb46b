// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

/// A client, a balancer and a real server, each in a namespace, in one row. The balancer routes between the two; it has
/// an interface `client` and an interface `server`.
record ServedRow(Netns client, Netns balancer, Netns server) implements AutoCloseable {
    static final String REAL = "192.0.2.10";
    static final String REAL6 = "2001:db8:2::10";

    /// @param device of the server that has its addresses: `eth0`, or the name of a bridge that eth0 becomes a port of
    static ServedRow create(String prefix, String device) {
        ServedRow row = new ServedRow(
                Netns.create(prefix + "-client"), Netns.create(prefix + "-lb"), Netns.create(prefix + "-server"));
        row.connect(device);
        return row;
    }

    private void connect(String device) {
        client.connect("eth0", balancer, "client");
        server.connect("eth0", balancer, "server");
        client.address("198.51.100.2/24", "eth0");
        client.address("2001:db8:1::2/64", "eth0");
        balancer.address("198.51.100.1/24", "client");
        balancer.address("2001:db8:1::1/64", "client");
        balancer.address("192.0.2.1/24", "server");
        balancer.address("2001:db8:2::1/64", "server");
        if (!device.equals("eth0")) {
            server.exec("ip", "link", "add", device, "type", "bridge");
            server.exec("ip", "link", "set", "eth0", "master", device);
            server.exec("ip", "link", "set", device, "up");
        }
        server.address(REAL + "/24", device);
        server.address(REAL6 + "/64", device);
        client.route("default", "198.51.100.1");
        client.route("::/0", "2001:db8:1::1");
        balancer.exec("sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    }

    @Override
    public void close() {
        client.close();
        balancer.close();
        server.close();
    }
}
