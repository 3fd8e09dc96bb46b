// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.core.config.Config;
import dev.baro.core.dscp.MarkedPath;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.RealServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The real servers at the end of a marked path.
///
/// @param servers one L3 task for each server to probe
public record MarkedServers(MarkedPath path, List<ProbeTask> servers) {
    public MarkedServers {
        servers = List.copyOf(servers);
    }

    /// The marked paths of a configuration, excluding VIPs whose probes carry no mark and servers that
    /// must not be pinged.
    ///
    /// @param tasks the configuration's probe tasks
    public static List<MarkedServers> of(Config config, List<ProbeTask> tasks) {
        Map<String, RealServer> servers = config.serversByName();
        Map<MarkedPath, Map<String, ProbeTask>> paths = new LinkedHashMap<>();
        for (ProbeTask task : tasks) {
            RealServer server = servers.get(task.target().server());
            if (server != null && isMarkedEcho(task)) {
                MarkedPath path = new MarkedPath(
                        server.dataCentre(),
                        task.dscp().codePoint(),
                        task.server().isV4());
                paths.computeIfAbsent(path, _ -> new LinkedHashMap<>()).putIfAbsent(server.name(), task);
            }
        }
        List<MarkedServers> all = new ArrayList<>();
        paths.forEach((path, ends) -> all.add(new MarkedServers(path, List.copyOf(ends.values()))));
        return all;
    }

    private static boolean isMarkedEcho(ProbeTask task) {
        return task.target().layer() == Layer.L3 && task.marked() && task.method() == ForwardingMethod.DSCP;
    }
}
