// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon's file with others beside it.
class ConfigFileTest {
    private static final String SPARE = "servers:\n  spare-1: {address: 198.51.100.77}\n";

    private Path file;
    private Path beside;

    @BeforeEach
    void write(@TempDir Path directory) throws IOException {
        file = Files.writeString(directory.resolve("baro.yaml"), Configs.STORE_YAML);
        beside = Files.createDirectory(directory.resolve("baro.d"));
    }

    @Test
    void othersAreReadAgainEachTime() throws IOException {
        ConfigFile daemons = new ConfigFile(file);

        assertThat(servers(daemons.read())).isEqualTo(2);
        Files.writeString(beside.resolve("10-spare.yaml"), SPARE);
        assertThat(servers(daemons.read())).isEqualTo(3);
        Files.delete(beside.resolve("10-spare.yaml"));
        assertThat(servers(daemons.read())).isEqualTo(2);
    }

    /// As a revision is kept, and sent to others.
    @Test
    void itsTextIsAllOfThem() throws IOException {
        Files.writeString(beside.resolve("10-spare.yaml"), SPARE);

        ConfigFile.Contents contents = new ConfigFile(file).read();

        assertThat(ConfigText.read(contents.text())).isEqualTo(contents.reading());
    }

    @Test
    void anErrorNamesItsFile() throws IOException {
        Files.writeString(beside.resolve("10-spare.yaml"), SPARE.replace("198.51.100.77", "198.51.100.300"));

        ConfigFile.Contents contents = new ConfigFile(file).read();

        assertThat(contents.reading()).isInstanceOf(Reading.Refused.class);
        assertThat(contents.errors())
                .startsWith("baro.d/10-spare.yaml line 2: address \"198.51.100.300\" is not an IP address");
        assertThat(contents.problemText()).contains(beside.resolve("10-spare.yaml") + ":2:22: address ");
    }

    @Test
    void bytesThatAreNoTextNameTheirFile() throws IOException {
        Files.write(beside.resolve("10-spare.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff, '\n'});

        assertThat(new ConfigFile(file).read().errors())
                .startsWith("baro.d/10-spare.yaml line 1: byte 0xff is not UTF-8");
    }

    @Test
    void takesATextApartIntoItsFiles() throws IOException {
        Files.writeString(beside.resolve("20-old.yaml"), SPARE.replace("spare-1", "old-1"));
        ConfigFile daemons = new ConfigFile(file);
        ConfigFile.Contents wanted = daemons.of(Configs.STORE_YAML + "#%file other.d/10-spare.yaml\n" + SPARE);

        Replacement _ = daemons.replace(wanted.text());

        assertThat(daemons.read()).isEqualTo(wanted);
        assertThat(beside).isDirectoryNotContaining("glob:**/20-old.yaml");
        assertThat(beside.resolve("20-old.yaml.replaced")).content().contains("old-1");
    }

    @Test
    void putsBackWhatWasThere() throws IOException {
        Files.writeString(beside.resolve("20-old.yaml"), SPARE.replace("spare-1", "old-1"));
        ConfigFile daemons = new ConfigFile(file);
        ConfigFile.Contents before = daemons.read();

        daemons.replace("version: 1\n#%file baro.d/10-spare.yaml\n" + SPARE).undo();

        assertThat(daemons.read()).isEqualTo(before);
        assertThat(beside).isDirectoryNotContaining("glob:**/10-spare.yaml");
    }

    @Test
    void staysAsItIsWhereItCannotBeWritten() throws IOException {
        Files.createDirectories(beside.resolve("10-spare.yaml/occupied"));
        ConfigFile daemons = new ConfigFile(file);
        ConfigFile.Contents before = daemons.read();

        assertThatThrownBy(() -> daemons.replace("version: 1\n#%file baro.d/10-spare.yaml\n" + SPARE))
                .isInstanceOf(IOException.class);

        assertThat(daemons.read()).isEqualTo(before);
    }

    @Test
    void saysBeforeWhatKeepsItFromBeingReplaced() throws IOException {
        ConfigFile daemons = new ConfigFile(file);
        Files.delete(beside);
        Files.writeString(beside, "in the way");

        assertThat(daemons.obstacleToReplace("version: 1\n")).isEmpty();
        assertThat(daemons.obstacleToReplace("version: 1\n#%file baro.d/10-spare.yaml\n" + SPARE))
                .isEqualTo(beside + " is not a directory");
        assertThat(beside).hasContent("in the way");
    }

    @Test
    void aReplacedFileKeepsItsOwnerGroupAndMode() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(file, "unix:uid", 2);
        Files.setAttribute(file, "unix:gid", 3);

        Replacement _ = new ConfigFile(file).replace("version: 1\n#%file baro.d/10-spare.yaml\n" + SPARE);

        for (Path each : List.of(file, beside.resolve("10-spare.yaml"))) {
            assertThat(Files.readAttributes(each, "unix:uid,gid"))
                    .containsEntry("uid", 2)
                    .containsEntry("gid", 3);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-r-----");
        }
    }

    private static int servers(ConfigFile.Contents contents) {
        return contents.reading().config().orElseThrow().servers().size();
    }
}
