// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;

/// A change is rolled back on the page, in the browser that has the token.
record RolledBackByPage(Browser browser, BaroDaemon daemon) implements Proof {
    @Override
    public String name() {
        return "change rolled back by the page";
    }

    @Override
    public String expected() {
        return "the dialog shows the changes; the previous revision is in force again, with the reason, by page";
    }

    @Override
    public Finding prove(Lab lab) {
        String text = BaroDaemon.resource("page.yaml");
        int before = daemon.status().revision();
        daemon.rewrite(text.replace("need: 2", "need: 3"));
        daemon.cli("apply").succeed();
        try {
            Finding finding = Browser.finding(browser.take("rollback " + before));
            String history = daemon.cli("history").succeed();
            boolean told = history.lines()
                    .anyMatch(line -> line.contains("rollback by page") && line.contains("tried on the page"));
            return new Finding(
                    finding.ok() && told,
                    finding.measured() + (told ? "" : "; the history does not show it: " + history));
        } finally {
            daemon.rewrite(text);
            daemon.cli("apply").succeed();
        }
    }
}
