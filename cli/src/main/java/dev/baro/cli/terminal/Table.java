// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Columns of text under headings, aligned on a terminal.
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();
    private final boolean wide;

    /// @param numeric whether the column's cells are right-aligned
    /// @param wide    whether the column is omitted on terminals of 80 columns
    public record Column(String heading, boolean numeric, boolean wide) {
        public static Column text(String heading) {
            return new Column(heading, false, false);
        }

        public static Column number(String heading) {
            return new Column(heading, true, false);
        }

        public Column onlyWide() {
            return new Column(heading, numeric, true);
        }
    }

    private record Row(Paint.Tone tone, List<String> cells) {}

    /// A table for terminals of 80 columns, without the columns for wide ones.
    public Table(Column... columns) {
        this(false, columns);
    }

    private Table(boolean wide, Column... columns) {
        this.columns = List.of(columns);
        this.wide = wide;
    }

    /// A table with every column.
    public static Table wide(Column... columns) {
        return new Table(true, columns);
    }

    /// @param cells the row's cells, one for each column
    public void row(Paint.Tone tone, String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(new Row(tone, List.of(cells)));
    }

    public List<String> lines(Paint paint) {
        List<Row> all = new ArrayList<>();
        all.add(new Row(
                Paint.Tone.HEADING, columns.stream().map(Column::heading).toList()));
        all.addAll(rows);
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns.size(), 0));
        for (Row row : all) {
            for (int i = 0; i < widths.size(); i++) {
                widths.set(i, Math.max(widths.get(i), TextWidth.of(row.cells().get(i))));
            }
        }
        return all.stream()
                .map(row -> paint.paint(row.tone(), line(row, widths)))
                .toList();
    }

    private String line(Row row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.size(); i++) {
            Column column = columns.get(i);
            if (wide || !column.wide()) {
                String cell = row.cells().get(i);
                String padding = " ".repeat(widths.get(i) - TextWidth.of(cell));
                line.append(line.isEmpty() ? "" : GAP).append(column.numeric() ? padding + cell : cell + padding);
            }
        }
        return line.toString().stripTrailing();
    }
}
