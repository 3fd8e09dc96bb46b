// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.writer;

import dev.baro.core.dscp.Allocation.Choice;
import dev.baro.core.model.Dscp;
import java.util.List;

/// The changes to a file that assign the values of an allocation to its VIPs.
public final class MarkChanges {
    private MarkChanges() {}

    /// A YAML fragment that contains only the changed VIPs, each with its old value in a comment.
    ///
    /// @param choices the choices for one file
    public static String yaml(List<Choice> choices) {
        StringBuilder yaml = new StringBuilder("vips:\n");
        choices.stream()
                .filter(Choice::isChange)
                .forEach(choice -> yaml.append("  %s:%n    dscp: %d  # %s%n"
                        .formatted(
                                YamlTextScalar.name(choice.vip().name()),
                                choice.dscp().codePoint(),
                                comment(choice))));
        return yaml.toString();
    }

    private static String comment(Choice choice) {
        int before = choice.vip().codePoint();
        return choice.dscp() + (before == 0 ? ", had none" : ", was " + Dscp.text(before));
    }
}
