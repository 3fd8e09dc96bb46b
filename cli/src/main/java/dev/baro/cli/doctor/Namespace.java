// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.api.Status;
import dev.baro.core.doctor.Finding;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The network namespace whose interfaces and routes are examined: the daemon's, which may
/// differ from this command's.
///
/// @param other   the namespace's name as the daemon reports it, if it differs: `net:[4026531840]`; else empty
/// @param process a visible process in that namespace, if it differs; else empty
record Namespace(String other, String process) {
    /// The namespace of this command.
    static final Namespace OWN = new Namespace("", "");

    /// @param daemon the status from the socket; if it is absent, there is no namespace to compare with
    static Namespace of(Optional<Status> daemon) {
        Optional<String> theirs =
                daemon.map(status -> status.process().networkNamespace()).filter(name -> !name.isEmpty());
        if (theirs.isEmpty() || name("self").equals(theirs)) {
            return OWN;
        }
        String said =
                daemon.map(status -> Long.toString(status.process().pid())).orElse("");
        String process = name(said).equals(theirs) ? said : inside(theirs.get());
        return new Namespace(theirs.get(), process);
    }

    boolean isOther() {
        return !other.isEmpty();
    }

    boolean isVisible() {
        return other.isEmpty() || !process.isEmpty();
    }

    /// Prefixes a command so that it acts in that namespace, whether it is run here or typed by the operator.
    List<String> command(String... words) {
        return process.isEmpty()
                ? List.of(words)
                : Stream.concat(Stream.of("nsenter", entry()), Stream.of(words)).toList();
    }

    /// A finding about that namespace, with a fix that works there.
    Finding inside(Finding finding) {
        return process.isEmpty() || finding.fix().isEmpty() || finding.fix().startsWith("bpftool ")
                ? finding
                : finding.fixedBy("nsenter " + entry() + " " + finding.fix());
    }

    private String entry() {
        return "--net=/proc/" + process + "/ns/net";
    }

    /// Finds a process in the namespace. The daemon may be in another PID namespace, so the PID that it reports
    /// may belong to a different process here.
    private static String inside(String namespace) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String pid = process.getFileName().toString();
                if (name(pid).equals(Optional.of(namespace))) {
                    return pid;
                }
            }
            return "";
        } catch (IOException e) {
            return ""; // without /proc, no process is visible
        }
    }

    /// @return the name; empty for a process that has ended or belongs to another user
    private static Optional<String> name(String process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", process, "ns", "net"))
                    .toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
