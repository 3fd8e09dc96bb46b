// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/// A file of the page, stored in this module, in plain and compressed form. It is read when it is first used.
final class Asset {
    static final Map<String, String> MEDIA_TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final Map<String, Asset> READ = new ConcurrentHashMap<>();

    private final String mediaType;
    private final String tag;
    private final byte[] plain;
    private final byte[] compressed;

    private Asset(String mediaType, byte[] plain) throws IOException {
        this.mediaType = mediaType;
        this.tag = tag(plain);
        this.plain = plain;
        this.compressed = compress(plain);
    }

    /// @param name one of [#MEDIA_TYPES]
    static Asset of(String name) {
        return READ.computeIfAbsent(name, Asset::read);
    }

    private static Asset read(String name) {
        try (InputStream in = Objects.requireNonNull(Asset.class.getResourceAsStream(name), name)) {
            return new Asset(Objects.requireNonNull(MEDIA_TYPES.get(name)), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("read " + name + " of the page", e);
        }
    }

    String mediaType() {
        return mediaType;
    }

    /// The entity tag, which changes with the content.
    String tag() {
        return tag;
    }

    /// The plain content. The caller must not change it.
    byte[] plain() {
        return plain;
    }

    /// The content compressed with gzip. The caller must not change it.
    byte[] compressed() {
        return compressed;
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static byte[] compress(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}
