// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.access;

import dev.baro.balancer.log.Log;
import dev.baro.balancer.tls.RenewableTls;
import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Role;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// The permissions of the API's users. The files are read when a configuration is applied, and then apply to
/// every request, even on open connections.
public final class Access {
    /// In the notation of RFC 2253, a distinguished name starts with its last attribute.
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=((?:[^,\\\\\"+]|\\\\.){1,64})(?:,|$)");

    private static final String ROOT = "root";

    private final String own;
    private final RenewableTls tls = new RenewableTls();
    private volatile Rules rules;

    private record Rules(ApiSettings settings, TokenFile tokens, HostGroups groups) {
        static Rules of(ApiSettings settings) {
            return new Rules(settings, TokenFile.read(settings.tokens()), HostGroups.read());
        }
    }

    /// @param own the name of the user that runs the daemon
    private Access(String own, ApiSettings settings) {
        this.own = own;
        this.rules = Rules.of(settings);
        this.tls.renew(settings.tls());
    }

    /// The permissions in a daemon that is started with this configuration.
    public static Access of(ApiSettings settings) {
        return new Access(System.getProperty("user.name", ""), settings);
    }

    /// The problems with the files that a daemon started with this configuration would report.
    public static List<Problem> problems(Config config) {
        ApiSettings api = config.api();
        return Stream.concat(
                        TokenFile.read(api.tokens()).problems().stream(), RenewableTls.problems(api.tls()).stream())
                .toList();
    }

    /// Reads all files again. If a file cannot be read, its previous content stays in use.
    public void renew(ApiSettings settings) {
        Rules fresh = Rules.of(settings);
        if (fresh.tokens().problems().isEmpty()) {
            rules = fresh;
        } else {
            fresh.tokens()
                    .problems()
                    .forEach(problem ->
                            Log.warning("API_FILE_UNREADABLE", "text", problem.what(), "fix", problem.fix()));
            rules = new Rules(settings, rules.tokens(), fresh.groups());
        }
        tls.renew(settings.tls());
    }

    /// The TLS context for a listener. The listener keeps the same context, but each handshake
    /// uses the newest certificate.
    public SSLContext tls() {
        return tls.context();
    }

    public ApiSettings settings() {
        return rules.settings();
    }

    /// A caller at the unix socket, as the kernel reports it.
    ///
    /// @param user  the user's name; empty if the kernel does not report it
    /// @param group the user's first group; may be empty
    /// @return the caller; empty if it has no role
    public Optional<Caller> ofUser(String user, String group) {
        Rules now = rules;
        ApiSettings.SocketUsers socket = now.settings().socket();
        if (socket.isEveryone() || user.equals(ROOT) || (!user.isEmpty() && user.equals(own))) {
            return Optional.of(new Caller(user, Role.ADMIN));
        }
        Stream<Role> byGroup = now.groups().of(user, group).stream()
                .flatMap(name -> Optional.ofNullable(socket.groups().get(name)).stream());
        return Stream.concat(Optional.ofNullable(socket.users().get(user)).stream(), byGroup)
                .max(Role::compareTo)
                .map(role -> new Caller(user, role));
    }

    /// @param token the token as the client sends it
    public Optional<Caller> ofToken(String token) {
        return rules.tokens().caller(token);
    }

    /// The part of a token's digest by which [#ofTokenMark] finds it.
    public static String mark(String token) {
        return TokenFile.mark(token);
    }

    /// @return the client with this token; empty once the token is no longer in the file
    public Optional<Caller> ofTokenMark(String mark) {
        return rules.tokens().marked(mark);
    }

    /// @param certificate a certificate signed by a trusted authority
    public Optional<Caller> ofCertificate(X509Certificate certificate) {
        Map<String, Role> clients = rules.settings().clients();
        Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
        return name.find()
                ? Optional.ofNullable(clients.get(name.group(1)))
                        .map(role -> new Caller("certificate " + name.group(1), role))
                : Optional.empty();
    }
}
