// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.model.Vip;
import dev.baro.core.serveriron.ServerIronText.Virtual;
import java.util.ArrayList;
import java.util.List;

/// Maps what the lines say to the model. What is wrong is left out, so that the checks see the rest; the caller drops
/// the whole when there was an error.
final class ServerIronMapping {
    private ServerIronMapping() {}

    static Config config(ServerIronText text, ServerIronProblems problems) {
        List<ServerIronBindings> all = new ArrayList<>();
        List<Vip> vips = new ArrayList<>();
        for (Virtual virtual : text.virtuals()) {
            ServerIronBindings bindings = ServerIronBindings.of(virtual, text, problems);
            all.add(bindings);
            ServerIronVips.vip(bindings, text, problems).ifPresent(vips::add);
        }
        if (vips.isEmpty() && !problems.hasErrors()) {
            problems.error(
                    new ServerIronWord("", 0, 0),
                    "there is no virtual server to take",
                    "at least one: server virtual NAME ADDRESS, with tos-marking and bind lines");
        }
        return new Config(
                "",
                List.of(),
                List.of(),
                ServerIronServers.servers(text, all, problems),
                vips,
                ServerIronHealth.timings(text, all, problems),
                Config.DEFAULT_MAX_SESSIONS);
    }
}
