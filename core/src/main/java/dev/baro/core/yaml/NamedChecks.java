// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Words;
import dev.baro.core.model.ApplicationCheck.Unprobed;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The shared checks under `checks` in the file, to which service ports refer by name.
///
/// @param byName the checks by name, in the order of the file
record NamedChecks(Map<String, Part> byName) {
    /// The maximum number of suggestions, because each further unknown name costs a search for similar names.
    private static final int MAX_SUGGESTIONS = 20;

    static NamedChecks of(Part file) {
        Map<String, Part> byName = new LinkedHashMap<>();
        file.parts("checks").forEach(check -> byName.put(check.name(), check));
        return new NamedChecks(byName);
    }

    /// @return the check of a service port, wherever it is defined; empty if there is none
    Optional<Part> checkOf(Part port) {
        Optional<Placed<String>> name = port.text("check");
        return name.isPresent() ? Optional.ofNullable(byName.get(name.get().value())) : port.part("check");
    }

    static boolean isNone(Part port) {
        return port.text("check")
                .filter(name -> name.value().equals(Unprobed.WORD))
                .isPresent();
    }

    static List<Problem> check(Part file) {
        NamedChecks checks = of(file);
        List<Placed<String>> used = file.parts("vips").stream()
                .flatMap(vip -> vip.parts("ports").stream())
                .flatMap(port -> port.text("check").stream())
                .filter(name -> !name.value().equals(Unprobed.WORD))
                .toList();
        return Stream.concat(checks.unknown(used), checks.unused(used)).toList();
    }

    private Stream<Problem> unknown(List<Placed<String>> used) {
        List<Placed<String>> unknown = used.stream()
                .filter(name -> !byName.containsKey(name.value()))
                .limit(ProblemLimit.COUNTED)
                .toList();
        List<String> known = Stream.concat(byName.keySet().stream(), Stream.of(Unprobed.WORD))
                .toList();
        return Stream.concat(
                unknown.stream()
                        .limit(MAX_SUGGESTIONS)
                        .map(name -> unknown(name, Words.suggestion(name.value(), known))),
                unknown.stream()
                        .skip(MAX_SUGGESTIONS)
                        .map(name -> unknown(name, "known here: " + Words.listed(known))));
    }

    private static Problem unknown(Placed<String> name, String fix) {
        return name.error("unknown check %s".formatted(Words.quoted(name.value())), fix);
    }

    private Stream<Problem> unused(List<Placed<String>> used) {
        Set<String> names = new HashSet<>();
        used.forEach(name -> names.add(name.value()));
        return byName.values().stream()
                .filter(check -> !names.contains(check.name()))
                .map(check -> check.name().equals(Unprobed.WORD)
                        ? check.placedName()
                                .error(
                                        "a check must not have the name none",
                                        "choose another name; check: none leaves a port unprobed")
                        : check.placedName()
                                .warning(
                                        "no port uses check %s".formatted(Words.shortened(check.name())),
                                        "write check: %s in a port, or remove the check"
                                                .formatted(Words.shortened(check.name()))));
    }
}
