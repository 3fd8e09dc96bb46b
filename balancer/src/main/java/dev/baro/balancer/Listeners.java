// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.api.ApiServer;
import dev.baro.balancer.api.MetricsServer;
import dev.baro.balancer.api.Operator;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.web.PageServer;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.model.MetricsSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where the daemon answers: collectors and browsers over TCP if the file says so, operators at the unix socket.
record Listeners(MetricsServer metrics, PageServer page, ApiServer api) implements AutoCloseable {

    /// On failure nothing is left open.
    ///
    /// @throws IOException       when the socket cannot be served
    /// @throws OperatorException when what is served over TCP cannot be
    static Listeners open(Settings settings, Config config, Operator operator) throws IOException {
        List<Runnable> opened = new ArrayList<>();
        try {
            MetricsServer metrics = metrics(settings.metrics(config), operator);
            opened.add(metrics::close);
            PageServer page = page(settings, config, operator);
            opened.add(page::close);
            operator.peers().agreement().takeBy(operator::takeOverride);
            ApiServer api = ApiServer.start(settings.socket(), operator);
            operator.peers().resume(); // not earlier: a peer may change what is in force
            return new Listeners(metrics, page, api);
        } catch (IOException | RuntimeException e) {
            opened.reversed().forEach(Runnable::run);
            throw e;
        }
    }

    private static MetricsServer metrics(MetricsSettings settings, Operator operator) {
        try {
            return MetricsServer.start(settings, operator);
        } catch (IOException e) {
            throw refused("metrics", settings.toString(), e);
        }
    }

    private static PageServer page(Settings settings, Config config, Operator operator) {
        try {
            return PageServer.start(config.page(), operator, settings.stateDirectory());
        } catch (IOException e) {
            throw refused("page", config.page().address(), e);
        }
    }

    private static OperatorException refused(String key, String address, IOException e) {
        return new OperatorException(
                ExitCode.FAILED,
                "baro run: cannot serve " + (key.equals("page") ? "the page" : key) + " at " + address + ": "
                        + e.getMessage() + "; choose another address or port in " + key + ": {listen: ...}"
                        + (key.equals("metrics") ? ", or by --metrics" : ""),
                e);
    }

    @Override
    public void close() {
        api.close();
        page.close();
        metrics.close();
    }
}
