// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.api.ApiServer;
import dev.baro.balancer.api.MetricsServer;
import dev.baro.balancer.api.Operator;
import dev.baro.balancer.api.TcpApi;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.web.PageServer;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.model.MetricsSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The daemon's listeners: over TCP for collectors and browsers, if configured, and on the
/// unix socket for operators.
record Listeners(MetricsServer metrics, PageServer page, TcpApi tcp, ApiServer api) implements AutoCloseable {

    /// Opens all listeners. On failure, none is left open.
    ///
    /// @throws IOException if the unix socket cannot be opened
    /// @throws OperatorException if a TCP listener cannot be opened
    static Listeners open(Settings settings, Config config, Operator operator, Access access) throws IOException {
        List<Runnable> opened = new ArrayList<>();
        try {
            MetricsServer metrics = metrics(settings.metrics(config), operator);
            opened.add(metrics::close);
            PageServer page = page(settings, config, operator, access);
            opened.add(page::close);
            TcpApi tcp = tcp(operator, access);
            opened.add(tcp::close);
            operator.peers().agreement().takeBy(operator::takeOverride);
            ApiServer api = ApiServer.start(settings.socket(), operator, access);
            operator.peers().resume(); // last, because peers may now change the configuration
            return new Listeners(metrics, page, tcp, api);
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

    private static PageServer page(Settings settings, Config config, Operator operator, Access access) {
        try {
            return PageServer.start(config.page(), operator, access, settings.stateDirectory());
        } catch (IOException e) {
            throw refused("page", config.page().address(), e);
        }
    }

    private static TcpApi tcp(Operator operator, Access access) {
        try {
            return TcpApi.start(operator, access);
        } catch (IOException e) {
            throw refused("api", access.settings().address(), e);
        }
    }

    private static OperatorException refused(String key, String address, IOException e) {
        return new OperatorException(
                ExitCode.FAILED,
                "baro run: cannot serve " + (key.equals("metrics") ? key : "the " + (key.equals("api") ? "API" : key))
                        + " at " + address + ": "
                        + e.getMessage() + "; choose another address or port in " + key + ": {listen: ...}"
                        + (key.equals("metrics") ? ", or by --metrics" : ""),
                e);
    }

    @Override
    public void close() {
        api.close();
        tcp.close();
        page.close();
        metrics.close();
    }
}
