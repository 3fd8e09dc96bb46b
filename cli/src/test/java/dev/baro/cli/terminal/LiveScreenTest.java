// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.api.OperatorException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void intoAFileOneAfterAnotherAndWhatIsAmissInItsPlace() {
        LiveScreen screen = new LiveScreen(new Terminal(InputStream.nullInputStream(), out, out, false));
        AtomicInteger shown = new AtomicInteger();

        assertThatThrownBy(() -> screen.show(() -> {
                    if (shown.incrementAndGet() == 2) {
                        Thread.currentThread().interrupt();
                        throw new OperatorException(4, "no daemon\nstart one");
                    }
                    return List.of("a", "b");
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\n\nno daemon\nstart one\n\n");
    }

    @Test
    void onATerminalInPlaceAndNoMoreThanItShows() {
        assertThat(LiveScreen.inPlace(List.of("a", "b", "c"), 3)).isEqualTo("\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J");
        assertThat(LiveScreen.inPlace(List.of("a", "b"), Integer.MAX_VALUE))
                .isEqualTo("\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J");
    }
}
