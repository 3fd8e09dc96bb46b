// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.render.RenderFormat;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "render",
        description = {
            "Print the same set-up for a server without an agent. Looks at nothing and changes nothing.",
            "nft: rules for nft -f. iptables: DADDR rules and ifcfg-lo:0. ifcfg: the loopback alone.",
            "networkd, networkmanager: their files, sysctl.d, nft and a unit. dsr.d: lines for dsrtools."
        },
        mixinStandardHelpOptions = true)
public final class RenderCommand implements Callable<Integer> {
    private static final String FORMATS = "nft, iptables, ifcfg, networkd, networkmanager or dsr.d";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SourceOptions config = new SourceOptions();

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            required = true,
            converter = FormatWord.class,
            description = FORMATS + ".")
    private @Nullable RenderFormat format;

    @Override
    public Integer call() {
        PrintWriter out =
                Objects.requireNonNull(spec, "picocli sets it").commandLine().getOut();
        out.print(Objects.requireNonNull(format, "picocli requires it")
                .text(config.required().config()));
        out.flush();
        return 0;
    }

    /// Turns the word of the command line into a format.
    static final class FormatWord implements ITypeConverter<RenderFormat> {
        @Override
        public RenderFormat convert(String word) {
            for (RenderFormat format : RenderFormat.values()) {
                if (format.word().equals(word)) {
                    return format;
                }
            }
            throw new TypeConversionException("expected " + FORMATS + " but was '" + word + "'");
        }
    }
}
