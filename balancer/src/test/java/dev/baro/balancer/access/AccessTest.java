// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    /// printf %s a-token | sha256sum
    private static final String DIGEST = "1f6076e3a47ba1ded08025ffe06e57af217c14f9407f33fba50f99b1c7019387";

    /// printf %s another | sha256sum
    private static final String OTHER = "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5";

    @TempDir
    private Path directory;

    @Test
    void withoutUsersAndGroupsAllWhoCanOpenTheSocketAreAdmin() {
        Access access = Access.of(ApiSettings.NONE);

        assertThat(access.ofUser("alice", "staff")).contains(new Caller("alice", Role.ADMIN));
    }

    @Test
    void theHighestRoleOfUserAndGroupsCounts() {
        Access access = access(Map.of("alice", Role.READ, "bob", Role.OPERATE), Map.of("noc", Role.OPERATE));

        assertThat(access.ofUser("alice", "staff")).contains(new Caller("alice", Role.READ));
        assertThat(access.ofUser("alice", "noc")).contains(new Caller("alice", Role.OPERATE));
        assertThat(access.ofUser("bob", "staff")).contains(new Caller("bob", Role.OPERATE));
        assertThat(access.ofUser("carol", "staff")).isEmpty();
        assertThat(access.ofUser("", "")).isEmpty();
    }

    @Test
    void rootIsAdminWhateverTheFileSays() {
        Access access = access(Map.of("root", Role.READ), Map.of());

        assertThat(access.ofUser("root", "root")).contains(new Caller("root", Role.ADMIN));
    }

    @Test
    void membersOfAGroupThatIsNotTheirFirstAreFound() throws IOException {
        Path file = Files.writeString(
                directory.resolve("group"), "root:x:0:\nnoc:x:1001:alice,bob\nweb:x:1002:bob\ndamaged\n");

        HostGroups groups = HostGroups.read(file);

        assertThat(groups.of("bob", "staff")).containsExactlyInAnyOrder("noc", "web", "staff");
        assertThat(groups.of("carol", "staff")).containsExactly("staff");
        assertThat(HostGroups.read(directory.resolve("none")).of("bob", "staff"))
                .containsExactly("staff");
    }

    @Test
    void aTokenIsKnownByItsDigestAlone() throws IOException {
        Access access = tokens("# those of the collectors\n\nci operate " + DIGEST + "\n");

        assertThat(access.ofToken("a-token")).contains(new Caller("token ci", Role.OPERATE));
        assertThat(access.ofToken("another")).isEmpty();
        assertThat(access.ofToken(DIGEST)).isEmpty();
        assertThat(access.ofToken("")).isEmpty();
    }

    @Test
    void whatIsWrongWithAFileOfTokensIsSaidByLine() throws IOException {
        String line = "ci operate " + DIGEST + "\n";
        Path file = Files.writeString(directory.resolve("tokens"), line + "ci read " + OTHER + "\nx superuser 12\n");

        assertThat(TokenFile.read(file.toString()).problems())
                .extracting(Problem::what)
                .containsExactly(
                        "line 2 of the tokens " + file + " is not a token with a unique name",
                        "line 3 of the tokens " + file + " is not a token with a unique name");
        assertThat(TokenFile.read(directory.resolve("none").toString()).problems())
                .extracting(Problem::what)
                .containsExactly("cannot read the tokens " + directory.resolve("none") + ": no such file");
    }

    @Test
    void aFileOfTokensThatOthersCanWriteIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("tokens"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThat(TokenFile.read(file.toString()).problems())
                .extracting(Problem::what)
                .containsExactly("users other than the owner can write the tokens " + file);
    }

    @Test
    void aFileOfTokensIsReadAgainAndOneThatIsBrokenChangesNothing() throws IOException {
        Path file = Files.writeString(directory.resolve("tokens"), "ci operate " + DIGEST + "\n");
        ApiSettings settings = settings(file.toString(), ApiSettings.SocketUsers.ALL);
        Access access = Access.of(settings);

        Files.writeString(file, "half a li");
        access.renew(settings);
        Optional<Caller> broken = access.ofToken("a-token");
        Files.writeString(file, "ci read " + OTHER + "\n");
        access.renew(settings);

        assertThat(broken).contains(new Caller("token ci", Role.OPERATE));
        assertThat(access.ofToken("a-token")).isEmpty();
        assertThat(access.ofToken("another")).contains(new Caller("token ci", Role.READ));
    }

    private Access tokens(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("tokens"), text);
        return Access.of(settings(file.toString(), ApiSettings.SocketUsers.ALL));
    }

    private static Access access(Map<String, Role> users, Map<String, Role> groups) {
        return Access.of(settings("", new ApiSettings.SocketUsers("", users, groups)));
    }

    private static ApiSettings settings(String tokens, ApiSettings.SocketUsers socket) {
        return new ApiSettings(Optional.empty(), ApiSettings.TlsFiles.NONE, tokens, Map.of(), socket);
    }
}
