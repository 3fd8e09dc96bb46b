// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.cli.terminal.Table.Column;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Paint PLAIN = new Paint(false);

    @Test
    void textIsAlignedLeftAndNumbersRight() {
        Table table = new Table(Column.text("VIP"), Column.number("SESSIONS"), Column.text("NOTE"));
        table.row(Paint.Tone.PLAIN, "store-app1", "7", "");
        table.row(Paint.Tone.PLAIN, "a", "1234567890", "x");

        assertThat(table.lines(PLAIN))
                .containsExactly(
                        "VIP           SESSIONS  NOTE", //
                        "store-app1           7",
                        "a           1234567890  x");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        Table table = new Table(Column.text("DC"), Column.text("X"));
        table.row(Paint.Tone.PLAIN, "판교", "1");
        table.row(Paint.Tone.PLAIN, "ansan", "2");

        assertThat(table.lines(PLAIN)).containsExactly("DC     X", "판교   1", "ansan  2");
    }

    @Test
    void colourDoesNotMoveTheColumns() {
        Table table = new Table(Column.text("A"), Column.text("B"));
        table.row(Paint.Tone.BAD, "x", "y");

        assertThat(table.lines(new Paint(true))).containsExactly("\u001b[1mA  B\u001b[0m", "\u001b[1;31mx  y\u001b[0m");
    }

    @Test
    void aRowHasACellForEachColumn() {
        Table table = new Table(Column.text("A"), Column.text("B"));

        assertThatThrownBy(() -> table.row(Paint.Tone.PLAIN, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 cells for 2 columns");
    }
}
