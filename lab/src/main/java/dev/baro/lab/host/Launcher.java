// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The `baro` command of this checkout, which the lab starts exactly as an operator would.
public record Launcher(Path home) {

    public static Launcher ofThisCheckout() {
        String home = System.getProperty("baro.home");
        if (home == null) {
            throw new LabException("system property baro.home is not set: start the lab with ./baro lab");
        }
        return new Launcher(Path.of(home));
    }

    public Command in(Namespace namespace, String... arguments) {
        return namespace.command(words(arguments));
    }

    public Command onHost(String... arguments) {
        return Command.of(words(arguments));
    }

    /// Tools of the host run with an English locale, because the lab parses their output; Baro runs
    /// with the operator's locale.
    private List<String> words(String... arguments) {
        List<String> words = new ArrayList<>();
        String locale = System.getenv("LC_ALL");
        if (locale != null) {
            words.addAll(List.of("env", "LC_ALL=" + locale));
        }
        words.add(home.resolve("baro").toString());
        words.addAll(List.of(arguments));
        return words;
    }
}
