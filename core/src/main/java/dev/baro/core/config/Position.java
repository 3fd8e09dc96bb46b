// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Comparator;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// A place in a text.
///
/// @param line   1-based; 0 if there is no position
/// @param column 1-based, in code points
public record Position(int line, int column) implements Comparable<Position> {
    public static final Position START = new Position(1, 1);

    /// The position of a value from outside a file, such as from the command line.
    public static final Position NOWHERE = new Position(0, 0);

    public static Position of(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /// @param lines the number of lines to move down; negative to move up
    public Position below(int lines) {
        return lines == 0 ? this : new Position(line + lines, column);
    }

    @Override
    public int compareTo(Position other) {
        return Comparator.comparingInt(Position::line)
                .thenComparingInt(Position::column)
                .compare(this, other);
    }
}
