// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// The page in Debian's Chromium. Screenshots stay in `target/web/screenshots`.
@Tag("end-to-end")
class PageEndToEnd extends ScenarioProofs {
    PageEndToEnd() {
        super(
                "baroe2w-",
                List.of("--scenario", "page", "--patience", "10"),
                List.of(
                        "traffic seen",
                        "failure at L7 shown",
                        "server drained by the page",
                        "trace followed",
                        "change rolled back by the page",
                        "routes and peers shown",
                        "daemon restart survived",
                        "two languages, two themes",
                        "other pages are kept out",
                        "console clean",
                        "300 VIPs",
                        "ten viewers"));
    }

    @Override
    LabRun run(Path outputs, String... words) throws Exception {
        Path packages = Path.of(System.getProperty("baro.home"), "target", "web", "node_modules");
        assumeTrue(
                Files.exists(packages) && Files.exists(Path.of("/usr/bin/chromium")),
                "needs Chromium, Node and the packages of the page; type: tools/page-packages");
        return super.run(outputs, words);
    }
}
