// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Lag;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/// No packets pass between the core and one data centre for a while.
record DataCentreCutOff(HealthView view) implements Proof {
    private static final Duration CUT = Duration.ofSeconds(5);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(3);
    private static final Set<String> BEHIND =
            Set.of("web-b01", "web-b02", "web-b03", "web-b01-v6", "web-b02-v6", "web-b03-v6");

    @Override
    public String name() {
        return "link to one data centre cut for 5 s";
    }

    @Override
    public String expected() {
        return "only the servers of idc-b are removed, and they are back within " + BACK_WITHIN.toMillis() + " ms";
    }

    @Override
    public Finding prove(Lab lab) {
        long before = view.newestEvent();
        Namespace core = lab.host(HealthTopology.CORE);
        core.command("nft", "-f", "-").withInput("""
                        table inet lab_cut {
                          chain c {
                            type filter hook forward priority 0
                            iifname idc-b drop
                            oifname idc-b drop
                          }
                        }
                        """).succeed();
        Pause.of(CUT);
        core.command("nft", "delete", "table", "inet", "lab_cut").succeed();
        Duration back = HealthView.until(Instant.now(), view::everyoneIsUp);
        Set<String> concerned = new TreeSet<>(view.concernedSince(before));
        return new Finding(
                concerned.equals(BEHIND) && Lag.isWithin(BACK_WITHIN, back),
                "left: " + String.join(", ", concerned) + "; back " + HealthView.words(back) + " after the fix");
    }
}
