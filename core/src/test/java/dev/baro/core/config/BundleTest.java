// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Several files as one text.
class BundleTest {
    private static final String WHOLE = Bundle.join(
            "version: 1\ncluster: a",
            new TreeMap<>(Map.of("baro.d/10-a.yaml", "servers: {}\n", "baro.d/20-b.yaml", "vips: {}\nchecks: {}\n")));

    @Test
    void comesApartAgainAsItWasJoined() {
        assertThat(Bundle.of(WHOLE).pieces())
                .containsExactly(
                        new Bundle.Piece("", 0, "version: 1\ncluster: a\n"),
                        new Bundle.Piece("baro.d/10-a.yaml", 3, "servers: {}\n"),
                        new Bundle.Piece("baro.d/20-b.yaml", 5, "vips: {}\nchecks: {}\n"));
    }

    @Test
    void oneFileIsOnePiece() {
        assertThat(Bundle.of("version: 1\n").pieces()).containsExactly(new Bundle.Piece("", 0, "version: 1\n"));
        assertThat(Bundle.join("version: 1", new TreeMap<>())).isEqualTo("version: 1");
    }

    @Test
    void everyLineHasItsPlace() {
        Bundle bundle = Bundle.of(WHOLE);

        assertThat(List.of(1, 2, 3, 4, 5, 6, 7))
                .extracting(bundle::place)
                .containsExactly(
                        new Bundle.Place("", 1),
                        new Bundle.Place("", 2),
                        new Bundle.Place("baro.d/10-a.yaml", 0),
                        new Bundle.Place("baro.d/10-a.yaml", 1),
                        new Bundle.Place("baro.d/20-b.yaml", 0),
                        new Bundle.Place("baro.d/20-b.yaml", 1),
                        new Bundle.Place("baro.d/20-b.yaml", 2));
    }

    @Test
    void wordsNameTheLinesOfTheFiles() {
        Bundle bundle = Bundle.of(WHOLE);

        assertThat(bundle.located("as in line 2 and line 4 and (line 7)", "baro.d/20-b.yaml"))
                .isEqualTo("as in line 2 of the main file and line 1 of baro.d/10-a.yaml and (line 2)");
        assertThat(Bundle.called("/etc/baro/baro.yaml", "baro.d/10-a.yaml")).isEqualTo("/etc/baro/baro.d/10-a.yaml");
        assertThat(Bundle.called("baro.yaml", "baro.d/10-a.yaml")).isEqualTo("baro.d/10-a.yaml");
    }

    @Test
    void liesBesideAFileOfAnotherName() {
        Bundle bundle = Bundle.of("a: 1\n#%file baro.d/20.yaml\nb: 1\n#%file baro.d/10.yaml\nc: 1\n");

        assertThat(bundle.in("lb.d")).isEqualTo("a: 1\n#%file lb.d/10.yaml\nc: 1\n#%file lb.d/20.yaml\nb: 1\n");
        assertThat(bundle.obstacle("lb.yaml")).isEmpty();
        assertThat(bundle.obstacle("lb.conf")).get().asString().contains("next to lb.conf no other file is read");
        assertThat(Bundle.of("a: 1\n").obstacle("lb.conf")).isEmpty();
    }

    @Test
    void neverLeavesItsDirectory() {
        Bundle upwards = Bundle.of("a: 1\n#%file ../../etc/x.yaml\nb: 1\n");
        Bundle hidden = Bundle.of("a: 1\n#%file baro.d/.x.yaml\nb: 1\n");
        Bundle twice = Bundle.of("a: 1\n#%file a/x.yaml\nb: 1\n#%file b/x.yaml\nc: 1\n");

        assertThat(upwards.in("baro.d")).isEqualTo("a: 1\n#%file baro.d/x.yaml\nb: 1\n");
        assertThat(hidden.obstacle("baro.yaml")).get().asString().endsWith(": .x.yaml");
        assertThat(twice.obstacle("baro.yaml")).get().asString().endsWith(": x.yaml");
    }

    @Test
    void anyNameOfAFileMayBeNamed() {
        Bundle bundle = Bundle.of("a: 1\n#%file baro.d/$1\\x.yaml\nb: 1\n");

        assertThat(bundle.located("see line 3", "")).isEqualTo("see line 1 of baro.d/$1\\x.yaml");
    }

    @Test
    void onlyYamlFilesBesideOneBelongToIt() {
        assertThat(Bundle.directory("baro.yaml")).isEqualTo("baro.d");
        assertThat(Bundle.directory("store.conf")).isEmpty();
        assertThat(Bundle.takes("10-a.yaml")).isTrue();
        assertThat(Bundle.takes("10-a.yaml~")).isFalse();
        assertThat(Bundle.takes(".10-a.yaml")).isFalse();
    }
}
