// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.terminal.TimeConverter;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A point in time on the command line: an age such as `90s` or `2h`, or a time in the format of events.
final class MomentConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            return text.contains("T") ? Instant.parse(text) : Instant.now().minus(new TimeConverter().convert(text));
        } catch (DateTimeException | TypeConversionException e) {
            throw new TypeConversionException("\"" + text
                    + "\" is not a point in time: a time ago,  such as 90s, 10m, 2h, or 2026-11-23T06:40:00Z");
        }
    }
}
