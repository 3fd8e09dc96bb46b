// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.render.RenderFormat;
import dev.baro.agent.render.ServerFiles;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "render",
        description = {
            "Print the same setup for a server without the agent. Does not read or change this host.",
            "nft: rules for nft -f. iptables: DADDR rules and ifcfg-lo:0. ifcfg: only the loopback.",
            "networkd, networkmanager: their files, sysctl.d, nft and a unit. dsr.d: files for dsrtools.",
            "With --all: the files for every real server in the balancers' file, in one directory."
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

    @Option(
            names = "--all",
            description = "Every real server in the balancers' file (--config, default: /etc/baro/baro.yaml).")
    private boolean all;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = {
                "With --all: the directory for the files DIR/SERVER.FORMAT; created if missing.",
                "A file that is already correct is not rewritten."
            })
    private @Nullable Path directory;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        if (all != (directory != null)) {
            throw new ParameterException(line, "--all and --directory DIR require each other");
        }
        RenderFormat wanted = Objects.requireNonNull(format, "picocli requires it");
        PrintWriter out = line.getOut();
        if (directory == null) {
            out.print(wanted.text(config.required().config()));
        } else {
            write(new ServerFiles(directory, wanted), line);
        }
        out.flush();
        return 0;
    }

    private void write(ServerFiles files, CommandLine line) {
        try {
            ServerFiles.Written done = files.write(config.ofEveryServer());
            line.getOut()
                    .println("%d files in %s: %d written, %d unchanged"
                            .formatted(done.written() + done.same(), files.directory(), done.written(), done.same()));
            if (!done.others().isEmpty()) {
                line.getErr()
                        .println("these files belong to no server in %s; remove them if nothing else needs them: %s"
                                .formatted(
                                        config.balancersFile(),
                                        done.others().stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(", "))));
            }
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "write to " + files.directory() + ": " + e.getMessage(), e);
        }
    }

    /// Converts a word on the command line to a format.
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
