// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// A file that ships with the lab: a BPF object or a configuration.
public final class LabFile {
    private static final String ROOT = "/dev/baro/lab/";

    private LabFile() {}

    /// @param name the file's name, such as `pass.bpf.o` or `store.yaml`
    public static byte[] read(String name) {
        try (InputStream stream = Objects.requireNonNull(LabFile.class.getResourceAsStream(ROOT + name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new LabException("read " + name + ": " + e.getMessage(), e);
        }
    }
}
