// SPDX-License-Identifier: Apache-2.0

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The part of a completion that knows the names of servers and VIPs: they are what the command lines call SERVER and VIP. The
/// shell reads them out of the file that the daemon keeps beside its socket, and starts no program for it but sed.
final class LiveNames {
    private static final Map<String, String> KINDS = Map.of("SERVER", "server", "VIP", "vip");

    private final Map<String, String> options = new TreeMap<>();
    private final Map<String, String> verbs = new TreeMap<>();

    LiveNames(CommandLine line) {
        find(line, "");
    }

    private void find(CommandLine line, String path) {
        for (ArgSpec argument : line.getCommandSpec().args()) {
            String kind = KINDS.getOrDefault(argument.paramLabel(), "");
            if (!kind.isEmpty()) {
                if (argument instanceof OptionSpec option) {
                    List.of(option.names()).forEach(name -> options.put(name, kind));
                } else {
                    verbs.put(path, kind);
                }
            }
        }
        line.getSubcommands().forEach((verb, command) -> find(command, path + " " + verb));
    }

    /// Functions of bash that take the place of the completion without names.
    String bash(String name) {
        return """

                # Names of servers and VIPs, as the daemon has them now.
                _live_%1$s() {
                  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} kind='' names=''
                  case $previous in
                %2$s
                  *) case "$current ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
                %3$s
                    esac ;;
                  esac
                  _complete_%1$s
                  names=${BARO_SOCKET:-/run/baro/baro.sock}.names
                  [[ -n $kind && -r $names ]] || return 0
                  COMPREPLY=( $(compgen -W "$(sed -n "s/^$kind //p" "$names")" -- "$current") )
                }
                complete -F _live_%1$s -o default %1$s
                """.formatted(name, String.join("\n", optionCases()), String.join("\n", verbCases()));
    }

    private List<String> optionCases() {
        List<String> cases = new ArrayList<>();
        options.forEach((option, kind) -> cases.add("  %s) kind=%s ;;".formatted(option, kind)));
        return cases;
    }

    private List<String> verbCases() {
        List<String> cases = new ArrayList<>(List.of("    -*) ;;"));
        verbs.forEach((path, kind) -> cases.add("    *\"%s \"*) kind=%s ;;".formatted(path, kind)));
        return cases;
    }

    boolean isEmpty() {
        return options.isEmpty() && verbs.isEmpty();
    }
}
