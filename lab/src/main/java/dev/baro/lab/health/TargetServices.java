// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.traffic.Echo;
import java.util.List;

/// The services on the target server besides its agent: nginx, an echo service for the VIPs, and an echo
/// service for its own addresses.
record TargetServices(Lab lab) {

    WebServer web() {
        return lab.webServer(HealthTopology.TARGET);
    }

    /// Starts the echoes; nginx is already running.
    void startEchoes() {
        startEchoAtVips();
        startEchoAtOwn();
    }

    void leaveTheVips() {
        Echo.end(web(), vips());
        web().listen(own());
    }

    void backToTheVips() {
        startEchoAtVips();
        web().listen(web().addresses());
    }

    void stop() {
        Echo.end(web(), vips());
        web().stop();
        Echo.end(web(), own());
    }

    void startAgain() {
        web().start();
        startEchoes();
    }

    private void startEchoAtVips() {
        Echo.start(lab, web(), "target-vips", vips());
    }

    private void startEchoAtOwn() {
        Echo.start(lab, web(), "target-own", own());
    }

    private List<String> own() {
        return HealthScenario.ownAddresses(web().server());
    }

    private List<String> vips() {
        return web().addresses().stream()
                .filter(address -> !own().contains(address))
                .toList();
    }
}
