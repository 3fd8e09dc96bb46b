// SPDX-License-Identifier: Apache-2.0

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// One command as a page in the language of man(7).
final class ManPage {
    /// A row of exit codes in a footer holds one or two: `  0  fine        4  no daemon answers`.
    private static final Pattern EXIT_CODE = Pattern.compile("(\\d+)  (\\S.*?)(?= {3,}|$)");

    private final String title;
    private final CommandLine line;
    private final CommandSpec spec;
    private final Origin origin;
    private final StringBuilder page = new StringBuilder();

    /// @param date as it stands at the foot of the page
    record Origin(String version, String date) {}

    /// @param title such as `baro-server-drain`
    ManPage(String title, CommandLine line, Origin origin) {
        this.title = title;
        this.line = line;
        this.spec = line.getCommandSpec();
        this.origin = origin;
    }

    String text() {
        page.append(".TH \"%s\" 8 \"%s\" \"Baro %s\" \"Baro\"\n"
                .formatted(title.toUpperCase(java.util.Locale.ROOT), origin.date(), origin.version()));
        section("NAME").append(escaped(title)).append(" \\- ").append(escaped(headline())).append('\n');
        section("SYNOPSIS").append(".nh\n").append(".B ").append(escaped(synopsis())).append("\n.hy\n");
        section("DESCRIPTION");
        paragraphs(List.of(spec.usageMessage().description()));
        arguments();
        options();
        verbs();
        exitCodes();
        section("SEE ALSO").append(escaped(seeAlso())).append('\n');
        return page.toString();
    }

    /// The first sentence, or what stands before its first semicolon or colon.
    private String headline() {
        String[] description = spec.usageMessage().description();
        String first = description.length == 0 ? title : description[0];
        String sentence = first.split("(?<=[^.])\\.( |$)|[;:] ", 2)[0];
        return sentence.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + sentence.substring(1);
    }

    private String synopsis() {
        return line.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    }

    private void arguments() {
        List<PositionalParamSpec> shown =
                spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!shown.isEmpty()) {
            section("ARGUMENTS");
            shown.forEach(argument -> entry(argument.paramLabel(), argument.description()));
        }
    }

    private void options() {
        List<OptionSpec> shown =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        if (!shown.isEmpty()) {
            section("OPTIONS");
            shown.forEach(option -> entry(names(option), option.description()));
        }
    }

    private static String names(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() > 0 ? names + " " + option.paramLabel() : names;
    }

    private void verbs() {
        Map<String, CommandLine> verbs = line.getSubcommands();
        if (!verbs.isEmpty()) {
            section("VERBS");
            verbs.forEach((verb, command) -> {
                if (!Pages.PAGELESS.contains(verb)) {
                    entry(verb, command.getCommandSpec().usageMessage().description());
                }
            });
        }
    }

    private void exitCodes() {
        Map<String, String> codes = new TreeMap<>();
        codes.putAll(inherited(spec));
        codes.putAll(spec.usageMessage().exitCodeList());
        if (!codes.isEmpty()) {
            section("EXIT STATUS");
            codes.forEach((code, meaning) -> entry(code, meaning));
        }
    }

    /// What the outermost command says for all of its verbs, in its list or in its footer.
    private static Map<String, String> inherited(CommandSpec spec) {
        CommandSpec root = spec.root();
        Map<String, String> codes = new TreeMap<>(root.usageMessage().exitCodeList());
        for (String row : root.usageMessage().footer()) {
            Matcher found = EXIT_CODE.matcher(row);
            while (found.find()) {
                codes.put(found.group(1), found.group(2));
            }
        }
        return codes;
    }

    private String seeAlso() {
        List<String> pages = new ArrayList<>();
        int dash = title.lastIndexOf('-');
        boolean agent = title.startsWith("baro-agent");
        if (dash > 0) {
            pages.add(title.substring(0, dash) + "(8)");
        }
        line.getSubcommands().keySet().stream()
                .filter(verb -> !Pages.PAGELESS.contains(verb))
                .forEach(verb -> pages.add(title + "-" + verb + "(8)"));
        if (!agent) {
            pages.add("baro.yaml(5)");
        }
        return String.join(", ", pages) + (pages.isEmpty() ? "" : ", ") + "/usr/share/doc/"
                + (agent ? "baro-agent" : "baro");
    }

    private StringBuilder section(String heading) {
        return page.append(".SH \"").append(heading).append("\"\n");
    }

    private void entry(String term, String... description) {
        page.append(".TP\n.B ").append(escaped(term)).append('\n');
        page.append(escaped(
                        List.of(description).stream().map(String::strip).collect(Collectors.joining(" "))))
                .append('\n');
    }

    private void paragraphs(List<String> lines) {
        lines.forEach(text -> page.append(".PP\n").append(escaped(text)).append('\n'));
    }

    /// Text that troff takes literally, as one line of input.
    private static String escaped(String text) {
        String plain = text.replace("%n", " ").strip().replaceAll("\\s+", " ");
        String literal = plain.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return literal.startsWith(".") ? "\\&" + literal : literal;
    }
}
