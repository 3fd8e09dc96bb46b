// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.support;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.Version;
import dev.baro.core.frontend.ConfigText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "support-bundle",
        description = {
            "Write one file with information for finding a fault: status, events, metrics, the configuration, the doctor's"
                    + " findings, and the kernel's view of this host.",
            "Header fields and payloads of probes, passwords and keys are left out; addresses are not. Works without a daemon."
        })
public final class SupportBundleCommand implements Callable<Integer> {
    /// The maximum length of a part; a longer part is truncated.
    static final int MOST_CHARACTERS = 2 * 1024 * 1024;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "the file to write, which must not exist; default: baro-support-TIME.tar.gz in this directory")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Objects.requireNonNull(baro).terminal();
        Instant now = Instant.now();
        Path path = file.orElseGet(() -> Path.of("baro-support-" + STAMP.format(now) + ".tar.gz"));
        create(path);
        try {
            List<String> missing = write(path, now);
            terminal.out()
                    .println(path + ": " + Amount.bytes(Files.size(path)) + "; check its contents before you send it:"
                            + " tar -xzf " + path);
            missing.forEach(line -> terminal.err().println("not included: " + line));
            return 0;
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw new OperatorException(ExitCode.FAILED, "baro: cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    /// Creates the file so that only its owner may read it.
    private static void create(Path path) {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new OperatorException(ExitCode.FAILED, "baro: " + path + " exists; name another file", e);
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "baro: cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    /// @return the parts that could not be read, with the reasons
    private List<String> write(Path path, Instant now) throws IOException {
        BundleParts parts = new BundleParts(socket.client());
        Redaction redaction = redaction();
        List<String> missing = new ArrayList<>();
        try (TarGz archive = new TarGz(Files.newOutputStream(path), now)) {
            for (Map.Entry<String, BundleParts.Part> part : parts.all().entrySet()) {
                Optional<String> text = read(part, missing);
                if (text.isPresent()) {
                    archive.add("baro-support/" + part.getKey(), bounded(redaction.clean(text.get())));
                }
            }
            archive.add("baro-support/README.txt", redaction.clean(readme(now, missing)));
        }
        return missing;
    }

    private static Optional<String> read(Map.Entry<String, BundleParts.Part> part, List<String> missing) {
        try {
            Optional<String> text = part.getValue().call();
            if (text.isEmpty()) {
                missing.add(part.getKey() + ": not available on this host");
            }
            return text;
        } catch (OperatorException e) {
            missing.add(
                    part.getKey() + ": " + e.getMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        } catch (Exception e) {
            // A part that fails must not prevent the others.
            missing.add(part.getKey() + ": " + e);
            return Optional.empty();
        }
    }

    private Redaction redaction() {
        try {
            return Redaction.of(ConfigText.read(socket.client().config()).config());
        } catch (OperatorException e) {
            return Redaction.of(Optional.empty()); // no daemon runs, so the bundle has no part from it
        }
    }

    private static String bounded(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS) + "\n(truncated: it has " + text.length() + " characters)\n";
    }

    private static String readme(Instant now, List<String> missing) {
        return "Support bundle of baro " + Version.text() + ", " + STAMP.format(now) + "\n\nLeft out: header fields"
                + " and payloads of probes, passwords, communities and keys. Addresses are included.\n"
                + (missing.isEmpty() ? "" : "\nNot included:\n  " + String.join("\n  ", missing) + "\n");
    }
}
