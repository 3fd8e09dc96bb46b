// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import dev.baro.lab.proof.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A server is drained on the page, with the token and with a reason that would run as a script if
/// it were not escaped.
record DrainedByPage(Browser browser, BaroDaemon daemon) implements Proof {
    @Override
    public String name() {
        return "server drained by the page";
    }

    @Override
    public String expected() {
        return "read-only until the token is typed; the server is drained with its reason as text, then enabled"
                + " again; the events show both";
    }

    @Override
    public Finding prove(Lab lab) {
        Finding finding = Browser.finding(
                browser.take("drain " + PageScenario.VIP + " " + PageScenario.DRAINED + " " + token(lab)));
        String events = daemon.cli("events").succeed();
        boolean told = events.contains("PAGE_TOKEN_TAKEN") && events.contains("SERVER_OVERRIDDEN");
        return new Finding(
                finding.ok() && told, finding.measured() + (told ? "" : "; the events do not show it: " + events));
    }

    private static String token(Lab lab) {
        Path file = lab.names().directory().resolve("state/page-token");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new LabException("read " + file + ": " + e.getMessage(), e);
        }
    }
}
