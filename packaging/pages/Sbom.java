// SPDX-License-Identifier: Apache-2.0

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Prints what a package contains as a CycloneDX 1.6 document, out of its files rather than out of what the build meant to put there:
/// `java --class-path 'target/lib/*' packaging/pages/Sbom.java TREE PACKAGE VERSION SECONDS`, where TREE has `lib` and `runtime`.
/// The same files give the same bytes.
final class Sbom {
    private static final Path LIBRARIES = Path.of("packaging/libraries");

    /// Jars whose makers left no Maven coordinates in them.
    private static final Map<String, String> GROUPS = Map.of("jspecify", "org.jspecify", "picocli", "info.picocli");

    private record Coordinates(String group, String name, String version) {
        String purl() {
            return "pkg:maven/" + group + "/" + name + "@" + version;
        }
    }

    private Sbom() {}

    static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        Path tree = Path.of(arguments[0]);
        List<Map<String, Object>> components = new ArrayList<>();
        try (Stream<Path> jars = Files.list(tree.resolve("lib"))) {
            for (Path jar : jars.sorted().toList()) {
                components.add(library(jar));
            }
        }
        components.add(runtime(tree.resolve("runtime")));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(components.toString().getBytes(UTF_8)));
        document.put("version", 1);
        document.put("metadata", metadata(arguments[1], arguments[2], Long.parseLong(arguments[3])));
        document.put("components", components);
        ObjectMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        System.out.println(mapper.writeValueAsString(document));
    }

    private static Map<String, Object> metadata(String name, String version, long seconds) {
        Map<String, Object> component = component("application", new Coordinates("dev.baro", name, version));
        component.put("bom-ref", name);
        component.put("licenses", licences("Apache-2.0"));
        Map<String, Object> metadata = ordered("timestamp", Instant.ofEpochSecond(seconds).toString());
        metadata.put("component", component);
        return metadata;
    }

    private static Map<String, Object> library(Path jar) throws IOException, NoSuchAlgorithmException {
        String file = jar.getFileName().toString();
        Coordinates coordinates = coordinates(jar);
        Map<String, Object> library = component("library", coordinates);
        library.put("bom-ref", coordinates.purl());
        library.put("purl", coordinates.purl());
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        library.put("hashes", List.of(ordered("alg", "SHA-256", "content", hash)));
        library.put("licenses", licences(file.startsWith("baro-") ? "Apache-2.0" : licence(file)));
        return library;
    }

    private static Coordinates coordinates(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            for (ZipEntry entry : opened.stream().toList()) {
                if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
                    Properties read = new Properties();
                    try (InputStream in = opened.getInputStream(entry)) {
                        read.load(in);
                    }
                    return new Coordinates(
                            read.getProperty("groupId"), read.getProperty("artifactId"), read.getProperty("version"));
                }
            }
        }
        String file = jar.getFileName().toString().replaceAll("\\.jar$", "");
        int dash = file.lastIndexOf('-');
        String name = file.substring(0, dash);
        String group = GROUPS.get(name);
        if (group == null) {
            throw new IllegalStateException(jar + " has no Maven coordinates: add its group to GROUPS of Sbom.java");
        }
        return new Coordinates(group, name, file.substring(dash + 1));
    }

    private static Map<String, Object> runtime(Path runtime) throws IOException {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(runtime.resolve("release"))) {
            release.load(in);
        }
        String version = release.getProperty("JAVA_VERSION").replace("\"", "");
        Map<String, Object> java = new LinkedHashMap<>();
        java.put("type", "platform");
        java.put("bom-ref", "openjdk");
        java.put("name", "openjdk");
        java.put("version", version);
        java.put("licenses", List.of(Map.of("expression", "GPL-2.0-only WITH Classpath-exception-2.0")));
        return java;
    }

    /// From the rows of packaging/libraries, on which the package's copyright file is also based.
    private static String licence(String file) throws IOException {
        for (String row : Files.readAllLines(LIBRARIES)) {
            String[] cells = row.split(" {2,}");
            if (!row.startsWith("#") && cells.length > 1 && file.startsWith(cells[0])) {
                return cells[1];
            }
        }
        throw new IllegalStateException(file + " has no row in " + LIBRARIES + ": add its licence and its owner");
    }

    private static List<Object> licences(String words) {
        return Arrays.stream(words.split(" and "))
                .<Object>map(id -> Map.of("license", Map.of("id", id.replace("BSD-2-clause", "BSD-2-Clause"))))
                .toList();
    }

    private static Map<String, Object> component(String type, Coordinates coordinates) {
        return ordered(
                "type", type, "group", coordinates.group(), "name", coordinates.name(), "version", coordinates.version());
    }

    private static Map<String, Object> ordered(String... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
