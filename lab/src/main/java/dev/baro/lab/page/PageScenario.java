// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.Scenario;
import java.util.List;

/// The web page, shown in Debian's Chromium next to the daemon.
public record PageScenario() implements Scenario {
    static final String VIP = "store-app1";
    static final String FAILING = "web-b02";
    static final String DRAINED = "web-a02";

    private static final String PICTURE = """

              client ─── edge ─── core ─┬─ idc-a  web-a01 web-a02 web-a03
                           ║            └─ idc-b  web-b01 web-b02 web-b03
              Chromium ═ lb-a1
            """;

    @Override
    public Topology topology() {
        return Topology.twoDataCentres();
    }

    @Override
    public List<String> served(Topology.RealServer server) {
        return List.of(Topology.VIP + "=" + Topology.DSCP + ":80,443");
    }

    @Override
    public void installMeters(Lab lab) {
        Meters.installAtClient(lab.client());
        Together.map(lab.webServers(), server -> {
            Meters.installAtServer(server.namespace(), server.server().address());
            return server;
        });
    }

    @Override
    public String configuration() {
        return "page.yaml";
    }

    @Override
    public List<String> urls() {
        return List.of("http://" + Topology.VIP + "/");
    }

    @Override
    public String picture() {
        return PICTURE;
    }

    @Override
    public List<Proof> proofs(Lab lab, BaroDaemon daemon) {
        Background visits = visit(lab);
        Browser browser = new Browser(lab);
        return List.of(
                new Shown(
                        "traffic seen",
                        "the rate of the VIP is above 0; its path and its charts are drawn",
                        browser,
                        "traffic " + VIP),
                new FailureShown(browser),
                new DrainedByPage(browser, daemon),
                new Shown(
                        "trace followed",
                        "packets are shown as they arrive, with their real server, and so are a packet that is not"
                                + " sent and the answer to a probe",
                        browser,
                        "follow " + VIP),
                new RolledBackByPage(browser, daemon),
                new Shown(
                        "routes and peers shown",
                        "the route of the VIP is announced and its exports are not measured here; a silent peer, the lag of another, another configuration and differing verdicts are named",
                        browser,
                        "others " + VIP),
                new RestartSurvived(browser, daemon),
                new Shown(
                        "two languages, two themes",
                        "no violation of WCAG A or AA by axe in any view",
                        browser,
                        "looks " + VIP + " " + FAILING),
                new Shown(
                        "other pages are kept out",
                        "not framed, nothing read or changed by another origin, 403 for a foreign name",
                        browser,
                        "hostile"),
                new Shown("console clean", "no error in the console", browser, "errors"),
                new ManyVips(browser, daemon),
                new TenViewers(visits, browser, daemon));
    }

    /// Visits the VIP until the lab is taken down.
    private static Background visit(Lab lab) {
        return lab.client()
                .command(
                        "sh",
                        "-c",
                        "while sleep 0.05; do curl --silent --output /dev/null --max-time 2 http://" + Topology.VIP
                                + "/; done")
                .start(lab.names().directory().resolve("visits.log"));
    }
}
