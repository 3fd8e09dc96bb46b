// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

/// Configuration texts for tests.
public final class Texts {
    public static final String STORE = """
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

    static final String TWO_PORTS = STORE.replace("http: {port: 80}", "http: {port: 80}\n      alt: {port: 8080}");

    public static final String BROKEN = STORE.replace("dscp: 10", "dscp: 64");

    /// The form of a ServerIron; names and addresses are ours.
    public static final String SERVERIRON = """
            server port 80
            session-sync
            tcp
            tcp keepalive 10 1
            server remote-name web1 198.51.100.1
            port default disable
            port http
            port http url "GET /health_check.html"
            server virtual store-app1 203.0.113.100
            tos-marking 10 hc-l3-dsr
            port http
            bind http web1 http
            """;

    private Texts() {}
}
