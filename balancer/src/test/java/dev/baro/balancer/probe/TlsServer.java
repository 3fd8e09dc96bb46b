// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// nginx that resumes TLS sessions wherever a client asks for it, and notes for each request whether it did.
public final class TlsServer implements AutoCloseable {
    /// One of its ports.
    ///
    /// @param version of TLS, as `TLSv1.3`
    /// @param more    directives of nginx
    public record Port(int number, String version, TestAuthority.Issued certificate, String more) {
        public Port(int number, String version, TestAuthority.Issued certificate) {
            this(number, version, certificate, "");
        }
    }

    private final Process nginx;
    private final Path directory;

    private TlsServer(Process nginx, Path directory) {
        this.nginx = nginx;
        this.directory = directory;
    }

    public static TlsServer start(String namespace, Path parent, Port port) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(parent, "nginx");
        Path settings = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/pid;
                events {}
                http {
                    client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    log_format resumed '$ssl_protocol $ssl_session_reused';
                    access_log %1$s/requests resumed;
                    ssl_session_cache shared:all:1m;
                    ssl_session_tickets on;
                %2$s
                }
                """.formatted(directory, server(port)));
        Process nginx = new ProcessBuilder(
                        "nsenter",
                        "--net=/run/netns/" + namespace,
                        "/usr/sbin/nginx",
                        "-e",
                        "stderr",
                        "-c",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        Path listening = directory.resolve("pid");
        while (!Files.exists(listening)) {
            if (nginx.waitFor(10, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nginx: " + Files.readString(directory.resolve("said")));
            }
        }
        return new TlsServer(nginx, directory);
    }

    private static String server(Port port) {
        return """
                    server {
                        listen %s:%d ssl;
                        ssl_protocols %s;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        %s
                        location / { return 200 ok; }
                    }
                """.formatted(
                        ProbeNetwork.VIP,
                        port.number(),
                        port.version(),
                        port.certificate().chain(),
                        port.certificate().key(),
                        port.more());
    }

    /// One line for each request, such as `TLSv1.3 .`, with `r` in place of the dot where a session was resumed.
    List<String> requests() throws IOException {
        return Files.readAllLines(directory.resolve("requests"));
    }

    @Override
    public void close() {
        nginx.destroy();
        nginx.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
