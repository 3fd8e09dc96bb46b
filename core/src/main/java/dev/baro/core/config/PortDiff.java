// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.config.Change.Comparison;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import dev.baro.core.model.Octets;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.ServiceProbes;
import java.time.Duration;
import java.util.stream.Stream;

/// The differences in a service port. A change to a shared check is reported for each port that uses the check.
record PortDiff() implements Comparison<ServicePort> {
    @Override
    public String name(ServicePort port) {
        return port.name();
    }

    @Override
    public String summary(ServicePort port) {
        return "%s %d".formatted(port.protocol().word(), port.port());
    }

    @Override
    public Stream<Change> between(String path, ServicePort before, ServicePort after) {
        ServiceProbes old = before.probes();
        ServiceProbes now = after.probes();
        return Stream.of(
                        Change.ofValue(path + ".port", before.port(), after.port(), String::valueOf),
                        Change.ofValue(path + ".protocol", before.protocol(), after.protocol(), Protocol::word),
                        Change.ofValue(path + ".check", before.check(), after.check(), PortDiff::check),
                        Change.ofValue(path + ".check.port", old.port(), now.port(), PortDiff::number),
                        Change.ofValue(path + ".one-packet", before.onePacket(), after.onePacket(), String::valueOf),
                        Change.ofList(path + ".servers", before.servers(), after.servers()),
                        timing(path + ".check.l4", old.l4(), now.l4()),
                        timing(path + ".check.l7", old.l7(), now.l7()))
                .flatMap(changed -> changed);
    }

    private static Stream<Change> timing(String path, ServiceProbes.Timing before, ServiceProbes.Timing after) {
        return Stream.of(
                        Change.ofValue(path + ".interval", before.interval(), after.interval(), PortDiff::time),
                        Change.ofValue(
                                path + ".fast-interval", before.fastInterval(), after.fastInterval(), PortDiff::time),
                        Change.ofValue(path + ".timeout", before.timeout(), after.timeout(), PortDiff::time),
                        Change.ofValue(path + ".fall", before.fall(), after.fall(), PortDiff::number),
                        Change.ofValue(path + ".rise", before.rise(), after.rise(), PortDiff::number))
                .flatMap(changed -> changed);
    }

    private static String time(Duration said) {
        return said.isZero() ? "" : Literals.text(said);
    }

    private static String number(int said) {
        return said == 0 ? "" : Integer.toString(said);
    }

    private static String files(TlsFiles files) {
        return (files.ca().isEmpty() ? "" : " ca " + files.ca())
                + (files.certificate().isEmpty()
                        ? ""
                        : " client-certificate " + files.certificate() + " key " + files.key());
    }

    private static String check(ApplicationCheck check) {
        return switch (check) {
            case ApplicationCheck.None _ -> "";
            case ApplicationCheck.Unprobed _ -> "none";
            case ApplicationCheck.Http http ->
                "%s %s %s%s expect %s%s%s%s%s"
                        .formatted(
                                http.tls() ? "https" : "http",
                                http.method(),
                                http.path(),
                                http.host().isEmpty() ? "" : " host " + http.host(),
                                http.expectedStatus(),
                                http.verify() ? " verify" : "",
                                http.headers().isEmpty() ? "" : " headers " + String.join(", ", http.headers()),
                                http.text().isEmpty() ? "" : " text " + Words.quoted(http.text()),
                                files(http.files()));
            case ApplicationCheck.Dns dns ->
                "dns %s %s expect %s%s"
                        .formatted(dns.name(), dns.type(), dns.expect(), dns.recursive() ? "" : " without recursion");
            case ApplicationCheck.Udp(Octets payload, Octets answer) ->
                "send " + Words.quoted(payload.toString())
                        + (answer.isEmpty() ? "" : " answer " + Words.quoted(answer.toString()));
        };
    }
}
