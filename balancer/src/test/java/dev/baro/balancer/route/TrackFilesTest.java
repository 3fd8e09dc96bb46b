// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.RouteState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackFilesTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void tellWhichVipsAreAnnounced() throws IOException {
        files().keep(List.of(route("shop", RouteState.ANNOUNCED), route("mail", RouteState.LEAVING)));

        assertThat(text("shop")).isEqualTo("0\n");
        assertThat(text("mail")).isEqualTo("1\n");
    }

    @Test
    void whatADaemonLeftAnnouncedIsWithdrawn() throws IOException {
        files().keep(List.of(route("shop", RouteState.ANNOUNCED)));

        files().withdrawLeft();

        assertThat(text("shop")).isEqualTo("1\n");
    }

    @Test
    void aStartWithoutRoutesRemovesWhatADaemonLeft() {
        files().keep(List.of(route("shop", RouteState.ANNOUNCED)));

        files().keep(List.of());

        assertThat(file("shop")).doesNotExist();
    }

    @Test
    void aVipMayBeCalledAsATemporaryFileWouldBe() throws IOException {
        TrackFiles files = files();
        files.keep(List.of(route("shop.new", RouteState.ANNOUNCED)));
        files.keep(List.of(route("shop.new", RouteState.ANNOUNCED), route("shop", RouteState.ANNOUNCED)));

        assertThat(text("shop.new")).isEqualTo("0\n");
        assertThat(text("shop")).isEqualTo("0\n");
    }

    private TrackFiles files() {
        return new TrackFiles(directory.resolve("baro.sock"));
    }

    private Path file(String vip) {
        return directory.resolve("baro.sock.routes").resolve(vip);
    }

    private String text(String vip) throws IOException {
        return Files.readString(file(vip));
    }

    private static Announcement route(String vip, RouteState state) {
        return new Announcement(vip, IpAddress.parse("203.0.113.100"), state, "", 0);
    }
}
