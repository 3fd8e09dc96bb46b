// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Role;
import dev.baro.core.config.Words;
import dev.baro.core.model.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The API's listener and the permissions of its users: `api: {listen: ..., certificate: ..., tokens: ...}`.
final class ApiKeys {
    private static final String CERTIFICATE = "certificate";
    private static final String KEY = "key";
    private static final String CLIENT_CA = "client-ca";
    private static final String TOKENS = "tokens";

    private ApiKeys() {}

    static ApiSettings settings(Part file) {
        Part api = file.part("api").orElse(Part.EMPTY);
        return new ApiSettings(
                api.text("listen").flatMap(text -> parse(text.value())),
                new ApiSettings.TlsFiles(text(api, CERTIFICATE), text(api, KEY), text(api, CLIENT_CA)),
                text(api, TOKENS),
                roles(api, "clients"),
                new ApiSettings.SocketUsers(text(api, "socket-group"), roles(api, "users"), roles(api, "groups")));
    }

    private static String text(Part api, String key) {
        return api.text(key).map(Placed::value).orElse("");
    }

    private static Map<String, Role> roles(Part api, String key) {
        Map<String, Role> roles = new TreeMap<>();
        api.part(key)
                .map(Part::texts)
                .orElse(Map.of())
                .forEach((name, word) -> Role.of(word.value()).ifPresent(role -> roles.put(name, role)));
        return roles;
    }

    static List<Problem> check(Part file) {
        return file.part("api").stream()
                .flatMap(api -> Stream.of(
                        unreadable(api),
                        inTheClear(api),
                        unusable(api),
                        alone(api, CERTIFICATE, KEY, "name the file of its private key"),
                        alone(api, KEY, CERTIFICATE, "name the file of its certificate"),
                        alone(api, CLIENT_CA, CERTIFICATE, "clients can send a certificate only over TLS"),
                        alone(api, "clients", CLIENT_CA, "name the authorities that issued the certificates")))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Problem> unreadable(Part api) {
        return api.text("listen")
                .filter(text -> parse(text.value()).isEmpty())
                .map(text -> text.error(
                        "listen %s is not an address and a port".formatted(Words.quoted(text.value())),
                        "such as 192.0.2.11:9443 or \"[2001:db8::11]:9443\""));
    }

    /// Reports a listener over which tokens would cross the network unencrypted.
    private static Optional<Problem> inTheClear(Part api) {
        return api.text("listen")
                .filter(text -> !has(api, CERTIFICATE))
                .filter(text -> parse(text.value())
                        .filter(at -> !at.address().inet().isLoopbackAddress())
                        .isPresent())
                .map(text -> text.error(
                        "the API is not served without TLS at %s, which is not a loopback address"
                                .formatted(text.value()),
                        "set its certificate: and key:, or listen on 127.0.0.1"));
    }

    private static Optional<Problem> unusable(Part api) {
        return api.text("listen")
                .filter(_ -> !has(api, TOKENS) && !has(api, CLIENT_CA))
                .map(text -> text.error(
                        "no client could use the API at %s: it has neither tokens nor client-ca"
                                .formatted(text.value()),
                        "name a token file: tokens: /etc/baro/api-tokens"));
    }

    private static Optional<Problem> alone(Part api, String key, String needed, String fix) {
        return api.key(key)
                .filter(_ -> api.key(needed).isEmpty())
                .map(at -> new Placed<>(key, at).error("%s needs %s".formatted(key, needed), fix));
    }

    private static boolean has(Part api, String key) {
        return api.key(key).isPresent();
    }

    private static Optional<Endpoint> parse(String text) {
        try {
            return Optional.of(Endpoint.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
