// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.control.Settings;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.MetricsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The options that select the balancer on this host and the locations of its files. The commands that start
/// and check a daemon share them.
final class RunOptions {
    private static final String MAIN_INSTANCE = "main";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--balancer",
            paramLabel = "NAME",
            description =
                    "the name of this balancer in the file; default: the only one, or the one with the host's name")
    private String balancer = "";

    @Option(
            names = "--interface",
            paramLabel = "IF",
            description = "interface for packets to VIPs, instead of those in the file; repeatable")
    private List<String> interfaces = new ArrayList<>();

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            description = "name of the pins in the kernel, /sys/fs/bpf/baro/NAME; default: ${DEFAULT-VALUE}")
    private String instance = MAIN_INSTANCE;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "the socket on which to serve the API; default: /run/baro/baro.sock, /run/baro/NAME.sock"
                    + " for an instance")
    private String socketPath = "";

    @Option(
            names = "--state-directory",
            paramLabel = "DIR",
            description =
                    "directory for the state that must outlive this program: operators' overrides, and which servers"
                            + " were healthy; default: /var/lib/baro/INSTANCE")
    private String stateDirectory = "";

    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS:PORT",
            converter = ListenConverter.class,
            description = "address on which to serve metrics, instead of the one in the file; there is no password, so"
                    + " choose 127.0.0.1 or a management address")
    private MetricsSettings metrics = MetricsSettings.NONE;

    private static final class ListenConverter implements ITypeConverter<MetricsSettings> {
        @Override
        public MetricsSettings convert(String text) {
            try {
                Endpoint endpoint = Endpoint.parse(text);
                return new MetricsSettings(endpoint.address(), endpoint.port());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "\"" + text + "\" is not an address and a port, such as 127.0.0.1:9310 or [::1]:9310");
            }
        }
    }

    /// @throws ParameterException if the instance's name is not safe
    Settings settings(Path config) {
        return new Settings(config, balancer, interfaces, instance(), socket(), stateDirectory(), metrics);
    }

    /// The instance's name becomes a directory name in the BPF file system.
    String instance() {
        if (!instance.matches("[A-Za-z0-9][A-Za-z0-9-]{0,31}")) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--instance " + instance + ": 1 to 32 letters, digits and dashes");
        }
        return instance;
    }

    /// Each instance has a separate socket, so that two instances are never confused with each other.
    Path socket() {
        if (!socketPath.isEmpty()) {
            return Path.of(socketPath);
        }
        return instance.equals(MAIN_INSTANCE)
                ? Settings.DEFAULT_SOCKET
                : Settings.DEFAULT_SOCKET.resolveSibling(instance + ".sock");
    }

    Path stateDirectory() {
        return stateDirectory.isEmpty() ? Path.of("/var/lib/baro", instance) : Path.of(stateDirectory);
    }
}
