// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Writes manual pages and completions of both packages out of the command lines that the programs themselves parse by:
/// `java --class-path 'target/lib/*' packaging/pages/Pages.java DIRECTORY VERSION DATE` fills `DIRECTORY/baro` and
/// `DIRECTORY/baro-agent` with `NAME.8`, `NAME.bash` and `NAME.zsh`.
final class Pages {
    /// The lab is in no package, and the help is in every page.
    static final Set<String> PAGELESS = Set.of("lab", "help");

    /// What the command line shows in its help and does not do: each is a program by itself.
    private static final Set<String> PROGRAMS = Set.of("run", "agent", "survey");

    private final Path directory;
    private final ManPage.Origin origin;

    Pages(Path directory, ManPage.Origin origin) {
        this.directory = directory;
        this.origin = origin;
    }

    static void main(String[] arguments) throws IOException {
        Pages pages = new Pages(Path.of(arguments[0]), new ManPage.Origin(arguments[1], arguments[2]));
        pages.writeBaro();
        pages.writeAgent();
    }

    private void writeBaro() throws IOException {
        CommandLine baro = dev.baro.cli.Main.commandLine();
        addHostCheck(baro.getSubcommands().get("check").getCommandSpec());
        writePages("baro", baro);
        writePage("baro", "baro-run", dev.baro.balancer.Main.commandLine());
        writePage("baro", "baro-dscp-survey", dev.baro.balancer.survey.Main.commandLine());
        writeCompletions("baro", completed(baro));
    }

    private void writeAgent() throws IOException {
        CommandLine agent = dev.baro.agent.Main.commandLine();
        writePages("baro-agent", agent);
        writeCompletions("baro-agent", dev.baro.agent.Main.commandLine());
    }

    /// `baro check --on-this-host` is a program by itself, and reads like options of the same verb.
    private static void addHostCheck(CommandSpec check) {
        for (OptionSpec option : dev.baro.balancer.CheckMain.commandLine().getCommandSpec().options()) {
            if (check.findOption(option.longestName()) == null) {
                String description = String.join(" ", option.description());
                boolean switches = option.longestName().equals("--on-this-host");
                check.addOption(OptionSpec.builder(option)
                        .required(false)
                        .description(switches
                                ? "say also what a start would stumble over on this host; needs root, as a start does"
                                : "with --on-this-host: " + description)
                        .build());
            }
        }
    }

    /// The command line, completed with the options of the separate programs behind its verbs.
    private static CommandLine completed(CommandLine baro) {
        replace(baro, "run", dev.baro.balancer.Main.commandLine());
        replace(baro, "agent", dev.baro.agent.Main.commandLine());
        replace(baro.getSubcommands().get("dscp"), "survey", dev.baro.balancer.survey.Main.commandLine());
        baro.getCommandSpec().removeSubcommand("lab");
        return baro;
    }

    private static void replace(CommandLine parent, String verb, CommandLine program) {
        parent.getCommandSpec().removeSubcommand(verb);
        parent.addSubcommand(verb, program);
    }

    private void writePages(String name, CommandLine line) throws IOException {
        writePage(name, name, line);
        writeVerbs(name, name, line);
    }

    private void writeVerbs(String target, String title, CommandLine line) throws IOException {
        for (Map.Entry<String, CommandLine> verb : line.getSubcommands().entrySet()) {
            if (!PAGELESS.contains(verb.getKey()) && !PROGRAMS.contains(verb.getKey())) {
                writePage(target, title + "-" + verb.getKey(), verb.getValue());
                writeVerbs(target, title + "-" + verb.getKey(), verb.getValue());
            }
        }
    }

    private void writePage(String target, String title, CommandLine line) throws IOException {
        write(target, title + ".8", new ManPage(title, line, origin).text());
    }

    private void writeCompletions(String name, CommandLine line) throws IOException {
        LiveNames live = new LiveNames(line);
        String function = (live.isEmpty() ? "_complete_" : "_live_") + name;
        String bash = withoutHead(AutoComplete.bash(name, line));
        write(name, name + ".bash", live.isEmpty() ? bash : bash + live.bash(name));
        write(name, name + ".zsh", """
                #compdef %1$s
                # zsh completes as bash does: bashcompinit calls the function that bash would call.
                autoload -U +X bashcompinit && bashcompinit
                # bash's way to say that a file name may follow; zsh needs none.
                compopt() { : }
                source /usr/share/bash-completion/completions/%1$s
                _bash_complete -o default -F %2$s
                """.formatted(name, function));
    }

    /// Its first paragraphs tell how to install it by hand.
    private static String withoutHead(String script) {
        return script.substring(script.indexOf("\nif [ ") + 1);
    }

    private void write(String target, String name, String text) throws IOException {
        Path file = directory.resolve(target).resolve(name);
        Files.createDirectories(file.getParent());
        List<String> lines = new ArrayList<>(text.lines().map(String::stripTrailing).toList());
        Files.write(file, lines);
    }
}
