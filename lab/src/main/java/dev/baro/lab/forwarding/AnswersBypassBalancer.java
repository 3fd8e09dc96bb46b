// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Proof;

/// Proves direct server return: a download does not cross the balancer's link.
record AnswersBypassBalancer() implements Proof {
    private static final long DOWNLOAD_BYTES = 100_000_000;

    @Override
    public String name() {
        return "answers bypass the balancer";
    }

    @Override
    public String expected() {
        return "100 MB downloaded, 0 answer packets on the balancer's link, as many packets out of it as into it";
    }

    @Override
    public Finding prove(Lab lab) {
        Meters.Reading clientBefore = Meters.read(lab.client());
        Meters.Reading edgeBefore = Meters.read(lab.edge());
        String downloaded = lab.client()
                .command(
                        "curl",
                        "--silent",
                        "--max-time",
                        "300",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{size_download}",
                        "http://" + Topology.VIP + "/100m")
                .succeed();
        Meters.Reading edge = Await.still(() -> Meters.read(lab.edge())).since(edgeBefore);
        Meters.Reading client = Meters.read(lab.client()).since(clientBefore);

        long into = edge.packets(Meters.TO_BALANCER);
        long out = edge.packets(Meters.FROM_BALANCER);
        long answers = edge.packets(Meters.ANSWERS_AT_BALANCER);
        boolean ok = Long.parseLong(downloaded) == DOWNLOAD_BYTES
                && answers == 0
                && into > 0
                && into == out
                && edge.bytes(Meters.TO_BALANCER) == edge.bytes(Meters.FROM_BALANCER);
        String measured = downloaded + " bytes downloaded: " + answers + " of " + client.packets(Meters.ANSWERED)
                + " answer packets crossed the balancer's link, which carried " + into
                + " packets of the client in and "
                + out + " out (" + edge.bytes(Meters.TO_BALANCER) + " bytes)";
        return new Finding(ok, measured);
    }
}
