// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The daemon is killed and restarted while the page is open.
record RestartSurvived(Browser browser, BaroDaemon daemon) implements Proof {
    private static final Duration PROMISED = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "daemon restart survived";
    }

    @Override
    public String expected() {
        return "the page is stale, with the time, while the daemon is gone, and live again within "
                + PROMISED.toSeconds() + " s of its start, without a reload";
    }

    @Override
    public Finding prove(Lab lab) {
        daemon.kill();
        JsonNode stale = browser.take("stale");
        browser.begin("back");
        daemon.startAgain();
        long readyMs = System.currentTimeMillis();
        JsonNode back = browser.end();
        String measured = back.path("measured").asString();
        if (!stale.path("ok").asBoolean() || !back.path("ok").asBoolean()) {
            return new Finding(false, stale.path("measured").asString() + "; " + measured);
        }
        long tookMs = Math.max(0, Long.parseLong(measured.substring(measured.indexOf(' ') + 1)) - readyMs);
        return new Finding(
                tookMs <= WaitFactor.with(PROMISED).toMillis(),
                stale.path("measured").asString() + "; live " + tookMs + " ms after the daemon was ready");
    }
}
