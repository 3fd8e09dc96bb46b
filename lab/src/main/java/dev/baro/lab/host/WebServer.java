// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.Topology;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// nginx on one real server: answers requests to the VIP with the server's name, and logs every request.
///
/// @param addresses the addresses to listen on, usually the VIPs
public record WebServer(Topology.RealServer server, Namespace namespace, Path directory, List<String> addresses) {
    /// One line of the access log.
    ///
    /// @param connection the number of the TCP connection, counted by this server
    public record Request(String client, int clientPort, int port, long connection, int status) {}

    /// Starts nginx and waits until it listens.
    public void start() {
        write(text(addresses));
        Background nginx = namespace
                .command(
                        "nginx",
                        "-p",
                        directory.toString(),
                        "-c",
                        configuration().toString(),
                        "-e",
                        "stderr")
                .start(directory.resolve(server.name() + ".out"));
        nginx.awaitLog("start worker process ");
    }

    /// Changes the server's addresses; connections to remaining addresses continue.
    public void listen(List<String> others) {
        write(text(others));
        signal("HUP");
    }

    /// Stops nginx immediately and waits until nothing listens on its ports.
    public void stop() {
        List<ProcessHandle> nginx =
                ProcessHandle.of(Long.parseLong(pid())).stream().toList();
        signal("TERM");
        Processes.awaitEnd(nginx);
    }

    /// Sets whether a health check is answered with 200, or with 503.
    public void wellOrNot(boolean well) {
        flag("sick", !well);
    }

    /// Sets whether a health check is answered, or its connection closed instead.
    public void answersOrCloses(boolean answers) {
        flag("closing", !answers);
    }

    private void flag(String name, boolean there) {
        Path file = directory.resolve(server.name() + "." + name);
        try {
            if (there) {
                Files.writeString(file, "");
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
    }

    /// The position of the log's current end.
    public long mark() {
        try {
            return Files.size(log());
        } catch (IOException e) {
            throw new LabException("read " + log() + ": " + e.getMessage(), e);
        }
    }

    /// The requests of clients, without health probes, after this position of the log.
    public List<Request> requestsSince(long mark) {
        String clients = Topology.CLIENT_NETWORK.replace("0/24", "");
        try (FileChannel channel = FileChannel.open(log())) {
            String text = new String(
                    Channels.newInputStream(channel.position(mark)).readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> line.startsWith(clients))
                    .map(WebServer::request)
                    .toList();
        } catch (IOException e) {
            throw new LabException("read " + log() + ": " + e.getMessage(), e);
        }
    }

    private static Request request(String line) {
        String[] fields = line.split(" ", -1);
        return new Request(
                fields[0],
                Integer.parseInt(fields[1]),
                Integer.parseInt(fields[2]),
                Long.parseLong(fields[3]),
                Integer.parseInt(fields[4]));
    }

    private void write(String text) {
        try {
            Files.writeString(configuration(), text);
        } catch (IOException e) {
            throw new LabException("write " + configuration() + ": " + e.getMessage(), e);
        }
    }

    private void signal(String name) {
        Command.of("kill", "-" + name, pid()).succeed();
    }

    private String pid() {
        Path file = directory.resolve(server.name() + ".pid");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new LabException("read " + file + ": " + e.getMessage(), e);
        }
    }

    private Path log() {
        return directory.resolve(server.name() + ".access");
    }

    private Path configuration() {
        return directory.resolve(server.name() + ".conf");
    }

    /// The server lingers on closing: a server that closes with unread data resets the client, which then never
    /// sends the FIN by which a balancer detects the end of the session.
    private String text(List<String> listening) {
        return """
                user root;
                daemon off;
                worker_processes 1;
                pid %1$s/%2$s.pid;
                error_log stderr notice;
                events { worker_connections 4096; }
                http {
                    log_format lab '$remote_addr $remote_port $server_port $connection $status';
                    access_log %1$s/%2$s.access lab;
                    default_type text/plain;
                    sendfile on;
                    keepalive_timeout 60s;
                    keepalive_requests 1000000000;
                    lingering_close always;
                    client_body_temp_path %1$s/%2$s.body;
                    proxy_temp_path %1$s/%2$s.proxy;
                    fastcgi_temp_path %1$s/%2$s.fastcgi;
                    uwsgi_temp_path %1$s/%2$s.uwsgi;
                    scgi_temp_path %1$s/%2$s.scgi;
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    server {
                        %3$s
                        root %1$s/www;
                        location = / { return 200 "%2$s\\n"; }
                        location = /health_check.html {
                            if (-f %1$s/%2$s.sick) { return 503; }
                            if (-f %1$s/%2$s.closing) { return 444; }
                            return 200 "ok\\n";
                        }
                    }
                }
                """.formatted(directory, server.name(), listens(listening));
    }

    private static String listens(List<String> listening) {
        return listening.stream()
                .map(address -> address.contains(":") ? "[" + address + "]" : address)
                .map(address -> """
                        listen %1$s:80 backlog=4096;
                        listen %1$s:443 ssl backlog=4096;
                        """.formatted(address))
                .collect(Collectors.joining());
    }
}
