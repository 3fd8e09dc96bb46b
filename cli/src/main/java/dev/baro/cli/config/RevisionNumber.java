// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A revision on the command line: `12`, or `r12` as shown in output.
public final class RevisionNumber implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (!text.matches("r?[1-9][0-9]{0,8}")) {
            throw new TypeConversionException(
                    "\"" + text + "\" is not a revision: use a number from baro history, such as 12");
        }
        return Integer.valueOf(text.replace("r", ""));
    }
}
