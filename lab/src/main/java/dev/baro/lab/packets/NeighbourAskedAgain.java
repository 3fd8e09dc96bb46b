// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.TestVip;
import dev.baro.lab.proof.Proof;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The prober makes the kernel probe a known neighbour again. This must not affect packets to its MAC address,
/// however often it happens.
record NeighbourAskedAgain(TestVip vip) implements Proof {
    private static final int REQUESTS = 200;
    private static final int AT_LEAST = 20;
    /// The process ends after this number of rounds even if it is not stopped.
    private static final int AT_MOST = 2_000;

    @Override
    public String name() {
        return "neighbour asked again IPv" + vip.version();
    }

    @Override
    public String expected() {
        return REQUESTS + " of " + REQUESTS + " requests answered while the servers' neighbour entries enter PROBE "
                + AT_LEAST + " times or more";
    }

    @Override
    public Finding prove(Lab lab) {
        Background asking = lab.balancer()
                .command("sh", "-ec", script(lab))
                .start(lab.names().directory().resolve("asking.log"));
        long answered = lab.client()
                .command("timeout", "20", "curl", "--silent", "--rate", "100/s", "--config", "-")
                .withInput(requests())
                .run()
                .output()
                .lines()
                .filter(vip.servers()::contains)
                .count();
        asking.process().destroy();
        long asked = asking.output().lines().count();
        return new Finding(
                answered == REQUESTS && asked >= AT_LEAST,
                answered + " of " + REQUESTS + " answered while the neighbours were asked again " + asked + " times");
    }

    /// A script that prints one line for each round of probes.
    private String script(Lab lab) {
        String asks = vip.servers().stream()
                .map(name ->
                        "ip neigh change " + vip.address(lab.webServer(name).server()) + " dev eth0 nud probe")
                .collect(Collectors.joining("; "));
        return "for i in $(seq " + AT_MOST + "); do " + asks + "; echo $i; sleep 0.01; done";
    }

    private String requests() {
        return IntStream.range(0, REQUESTS)
                .mapToObj(_ -> String.join(
                        "\n",
                        List.of("url = \"" + vip.url() + "\"", "header = \"Connection: close\"", "max-time = 2", "")))
                .collect(Collectors.joining("next\n"));
    }
}
