// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.packets;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.TestVip;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Simultaneous transfers between the client and a VIP, one with each of the VIP's servers.
///
/// @param options the options of curl, one per line, in addition to those of every transfer
/// @param counted the variable of curl's option `write-out` that gives the number of bytes
record Transfers(TestVip vip, String path, String options, String counted) {

    /// @param seconds the maximum duration of each transfer
    /// @return the number of transfers that returned status 200 and all the bytes
    long completed(Lab lab, int bytes, int seconds) {
        String requests = IntStream.range(0, vip.servers().size())
                .mapToObj(_ -> """
                        url = "%s%s"
                        %s
                        output = "/dev/null"
                        write-out = "%%{http_code} %%{%s}\\n"
                        max-time = %d
                        http1.1
                        """.formatted(vip.url(), path, options, counted, seconds))
                .collect(Collectors.joining("next\n"));
        return lab.client()
                .command("curl", "--silent", "--parallel", "--parallel-immediate", "--config", "-")
                .withInput(requests)
                .run()
                .output()
                .lines()
                .filter(("200 " + bytes)::equals)
                .count();
    }
}
