// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PaintTest {
    @Test
    void automaticColourIsForTerminals() {
        assertThat(Paint.of(Paint.Choice.AUTO, true, Map.of()).coloured()).isTrue();
        assertThat(Paint.of(Paint.Choice.AUTO, false, Map.of()).coloured()).isFalse();
    }

    @Test
    void noColorAndDumbTerminalsAreObeyed() {
        assertThat(Paint.of(Paint.Choice.AUTO, true, Map.of("NO_COLOR", "1")).coloured())
                .isFalse();
        assertThat(Paint.of(Paint.Choice.AUTO, true, Map.of("NO_COLOR", "")).coloured())
                .isTrue();
        assertThat(Paint.of(Paint.Choice.AUTO, true, Map.of("TERM", "dumb")).coloured())
                .isFalse();
    }

    @Test
    void aChoiceWins() {
        assertThat(Paint.of(Paint.Choice.ALWAYS, false, Map.of("NO_COLOR", "1")).coloured())
                .isTrue();
        assertThat(Paint.of(Paint.Choice.NEVER, true, Map.of()).coloured()).isFalse();
    }
}
