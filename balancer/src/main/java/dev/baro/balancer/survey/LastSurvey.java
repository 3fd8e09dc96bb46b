// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import dev.baro.core.api.Json;
import dev.baro.core.dscp.DscpSurvey;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The file that holds the last survey's result. A survey is useful without the file, so failures to read or
/// write it are only reported.
record LastSurvey(Path file) {
    private static final int MAX_BYTES = 16 << 20;

    private static final DscpSurvey NONE = new DscpSurvey("", "", List.of(), List.of());

    /// @return an empty survey if there is none yet
    DscpSurvey read(PrintStream err) {
        if (Files.notExists(file)) {
            return NONE;
        }
        try {
            return Json.read(RegularFile.text(file, MAX_BYTES), DscpSurvey.class);
        } catch (IOException | IllegalArgumentException e) {
            err.println("baro dscp survey: the last result cannot be compared: " + file + ": " + e.getMessage());
            return NONE;
        }
    }

    /// Replaces the file atomically.
    void write(DscpSurvey survey, PrintStream err) {
        try {
            StateFile.replace(file, Json.write(survey) + "\n");
        } catch (IOException e) {
            err.println("baro dscp survey: the result cannot be saved: " + file + ": " + e.getMessage());
        }
    }
}
