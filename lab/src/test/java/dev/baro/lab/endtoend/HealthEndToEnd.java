// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// The third group of proofs: every way in which a server can break, named. What it takes is judged by
/// `./baro lab run --scenario health` on a machine that has nothing else to do. It speaks Korean here: what a fault is
/// called must not depend on the words of a kernel, a C library or a JDK.
@Tag("end-to-end")
class HealthEndToEnd extends ScenarioProofs {
    HealthEndToEnd() {
        super(
                "baroe2h-",
                List.of("--scenario", "health", "--patience", "5"),
                List.of(
                        "service bound to the real address only",
                        "mark bleached",
                        "re-marked onto another VIP",
                        "agent's rule removed",
                        "VIP removed",
                        "rp_filter strict",
                        "service stopped",
                        "server link down",
                        "return path drops the VIP",
                        "ports dropped",
                        "UDP service hangs",
                        "service accepts and closes",
                        "tunnel filtered",
                        "ports rejected by a firewall",
                        "503 and 200",
                        "traffic of other servers",
                        "shown by baro",
                        "checks on the wire IPv4",
                        "checks on the wire IPv6",
                        "daemon stopped for 5 s",
                        "link to one data centre cut for 5 s"));
    }

    @Override
    LabRun run(Path outputs, String... words) throws Exception {
        return LabRun.inKorean(names(), outputs, words);
    }
}
