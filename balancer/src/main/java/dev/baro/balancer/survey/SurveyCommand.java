// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.Version;
import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.dscp.DscpSurvey;
import dev.baro.core.frontend.ConfigBytes;
import dev.baro.core.frontend.ConfigText;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

@Command(
        name = "baro dscp survey",
        description = {
            "Find out which marks arrive at which server, and which router changes one, and how.",
            "Sends a few UDP datagrams to port 33434 of each server reached by a mark; needs no agent."
        },
        versionProvider = SurveyCommand.VersionLine.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no mark is known to be lost",
            "1:a mark of a VIP does not arrive",
            "2:the command line is wrong",
            "3:the configuration is invalid",
            "7:needs root"
        })
final class SurveyCommand implements Callable<Integer> {
    /// The size in bytes of the largest file that a configuration front end reads.
    private static final int MAX_BYTES = 4 << 20;

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "YAML or ServerIron file; default: ${DEFAULT-VALUE}")
    private Path config = Path.of("/etc/baro/baro.yaml");

    @Option(names = "--server", paramLabel = "NAME", description = "only this server; repeatable")
    private List<String> servers = new java.util.ArrayList<>();

    @Option(names = "--all", description = "all 63 values, not only those in use; takes a minute or two")
    private boolean all;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "file of the last result, for comparison; default: ${DEFAULT-VALUE}")
    private Path state = Path.of("/var/lib/baro/dscp-survey.json");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "table or json")
    private Form output = Form.TABLE;

    /// The output format: for people, or for programs.
    enum Form {
        TABLE,
        JSON
    }

    SurveyCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        String text;
        try {
            text = ConfigBytes.decode(
                            RegularFile.bytes(config, MAX_BYTES),
                            RegularFile.besides(
                                    config,
                                    Bundle.directory(config.getFileName().toString()),
                                    Bundle::takes,
                                    MAX_BYTES))
                    .textOrThrow();
        } catch (NoSuchFileException e) {
            err.println(config + ": no such file; name the file with --config");
            return ExitCode.CONFIG_INVALID;
        } catch (IOException e) {
            err.println(config + ": cannot be read: " + e.getMessage());
            return ExitCode.CONFIG_INVALID;
        }
        return switch (ConfigText.read(text)) {
            case Reading.Accepted(Config accepted, var _) -> survey(accepted);
            case Reading.Refused(List<Problem> problems) -> {
                err.print(ProblemText.render(config.toString(), text, problems));
                yield ExitCode.CONFIG_INVALID;
            }
        };
    }

    private int survey(Config accepted) throws InterruptedException {
        List<Target> targets = Target.of(accepted, all).stream()
                .filter(target -> servers.isEmpty() || servers.contains(target.server()))
                .toList();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<DscpSurvey.Mark> marks = Surveyor.survey(targets);
        LastSurvey last = new LastSurvey(state);
        DscpSurvey before = last.read(err);
        DscpSurvey survey = new DscpSurvey(balancer(accepted), now, marks, List.of()).since(before);
        switch (output) {
            case TABLE -> new SurveyText(survey, all).lines().forEach(out::println);
            case JSON -> out.println(Json.write(survey));
        }
        last.write(survey.with(before), err);
        return survey.losesMarks() ? ExitCode.FAILED : 0;
    }

    private static String balancer(Config config) {
        return config.balancers().size() == 1 ? config.balancers().getFirst().name() : hostName();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }

    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"baro " + Version.text()};
        }
    }
}
