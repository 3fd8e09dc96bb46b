// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The differences in the API's listeners and in the permissions of its users.
final class ApiDiff {
    private ApiDiff() {}

    static Stream<Change> api(ApiSettings before, ApiSettings after) {
        return Stream.of(
                        Change.ofValue("api.listen", before.address(), after.address(), text -> text),
                        Change.ofValue(
                                "api.certificate",
                                before.tls().certificate(),
                                after.tls().certificate(),
                                text -> text),
                        Change.ofValue(
                                "api.key", before.tls().key(), after.tls().key(), text -> text),
                        Change.ofValue(
                                "api.client-ca",
                                before.tls().clientCa(),
                                after.tls().clientCa(),
                                text -> text),
                        Change.ofValue("api.tokens", before.tokens(), after.tokens(), text -> text),
                        roles("api.clients", before.clients(), after.clients()),
                        Change.ofValue(
                                "api.socket-group",
                                before.socket().socketGroup(),
                                after.socket().socketGroup(),
                                text -> text),
                        roles(
                                "api.users",
                                before.socket().users(),
                                after.socket().users()),
                        roles(
                                "api.groups",
                                before.socket().groups(),
                                after.socket().groups()))
                .flatMap(changed -> changed);
    }

    private static Stream<Change> roles(String path, Map<String, Role> before, Map<String, Role> after) {
        return Change.ofList(path, words(before), words(after));
    }

    private static List<String> words(Map<String, Role> roles) {
        return roles.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().word())
                .toList();
    }
}
