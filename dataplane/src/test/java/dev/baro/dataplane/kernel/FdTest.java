// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class FdTest {
    /// No descriptor of this process.
    private static final int NONE = 1_000_000;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;

    @Test
    void leakIsReportedOnceWithTheStackThatOpenedIt() {
        Fd _ = new Fd("a map", NONE);

        Throwable leak = catchThrowable(Fd::requireNoneOpen);

        assertThat(leak).hasMessage("1 file descriptors are still open");
        assertThat(leak.getSuppressed()).hasSize(1);
        assertThat(leak.getSuppressed()[0]).hasMessage("opened a map as 1000000");
        assertThat(leak.getSuppressed()[0].getStackTrace()[1].getMethodName())
                .isEqualTo("leakIsReportedOnceWithTheStackThatOpenedIt");
        assertThatCode(Fd::requireNoneOpen).doesNotThrowAnyException();
    }

    @Test
    void closedDescriptorCannotBeUsed() {
        Fd fd = LibSocket.open("a socket", AF_INET, SOCK_DGRAM);
        fd.close();
        fd.close();

        assertThatThrownBy(fd::number).hasMessage("a socket is closed");
        assertThatCode(Fd::requireNoneOpen).doesNotThrowAnyException();
    }
}
