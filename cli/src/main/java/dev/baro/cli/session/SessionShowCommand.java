// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.session;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.FlowReport;
import dev.baro.core.api.Json;
import dev.baro.core.model.Endpoint;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

@Command(name = "show", description = "Show the real server and the session of one flow.")
final class SessionShowCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SessionCommand parent;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(
            index = "0",
            paramLabel = "CLIENT:PORT",
            converter = EndpointConverter.class,
            description = "the sender; an IPv6 address in brackets")
    private @Nullable Endpoint client;

    @Parameters(index = "1", paramLabel = "VIP:PORT", converter = EndpointConverter.class, description = "to whom")
    private @Nullable Endpoint vip;

    @Option(names = "--protocol", paramLabel = "NAME", description = "tcp (default) or udp")
    private String protocol = "tcp";

    @Mixin
    private OutputOption output = new OutputOption();

    private static final class EndpointConverter implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            try {
                return Endpoint.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + text
                        + "\" is not an address and a port, such as 198.51.100.7:40000 or [2001:db8::7]:40000");
            }
        }
    }

    @Override
    public Integer call() {
        BaroCommand baro = java.util.Objects.requireNonNull(parent).baro();
        String json = socket.client().session(String.valueOf(client), String.valueOf(vip), protocol);
        FlowReport flow = Json.read(json, FlowReport.class);
        output.print(baro.terminal(), Forms.of(() -> json, () -> new SessionView(baro.paint()).show(flow)));
        return flow.server().isEmpty() ? ExitCode.FAILED : 0;
    }
}
