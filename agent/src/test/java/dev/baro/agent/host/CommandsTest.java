// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.core.api.OperatorException;
import dev.baro.dataplane.kernel.Privileges;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final Commands HERE = new Commands(List.of());

    /// More than a pipe holds, so that writing meets the closed end.
    private static final String INPUT = "add rule\n".repeat(100_000);

    /// It is still alive when the pipe breaks, and what it says afterwards is what counts.
    @Test
    void aProgramThatRefusesItsInputTellsWhyItself() {
        List<String> command = List.of("sh", "-c", "exec <&-; sleep 0.2; echo 'no such table' >&2; exit 1");

        assertThatThrownBy(() -> HERE.run(command, INPUT))
                .isInstanceOf(OperatorException.class)
                .hasMessageEndingWith(": no such table")
                .hasFieldOrPropertyWithValue("exitCode", 1);
    }

    /// A read-only /proc/sys says so, too, and more privileges change nothing there.
    @Test
    void aProgramThatIsRefusedInSpiteOfPrivilegesTellsWhyItself() {
        assumeTrue(Privileges.mayChangeNetwork(), "needs CAP_NET_ADMIN");
        List<String> command = List.of("sh", "-c", "echo 'Permission denied' >&2; exit 1");

        assertThatThrownBy(() -> HERE.run(command, ""))
                .isInstanceOf(OperatorException.class)
                .hasMessageEndingWith(": Permission denied")
                .hasFieldOrPropertyWithValue("exitCode", 1);
    }

    @Test
    void aProgramMayLeaveItsInputUnread() {
        assertThat(HERE.run(List.of("sh", "-c", "exec <&-; sleep 0.2; echo done"), INPUT))
                .isEqualTo("done\n");
    }

    @Test
    void aProgramDoesNotTranslateWhatIsReadHere() {
        assertThat(HERE.run("sh", "-c", "echo $LC_ALL")).isEqualTo("C\n");
    }
}
