// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/// The file of a Unix socket. It survives a killed process, so its existence proves nothing.
public record SocketFile(Path path) {
    /// `sun_path` of sockaddr_un has 108 bytes, the last of them zero.
    static final int MAX_PATH_BYTES = 107;

    /// The file type in `st_mode` (inode(7)).
    private static final int TYPE_MASK = 0xf000;

    private static final int TYPE_SOCKET = 0xc000;

    /// Whether a living process listens.
    public boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /// Changes nothing.
    ///
    /// @throws IOException if the file is not a socket, or the path is too long for one
    public void requireUsable() throws IOException {
        int length = path.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new IOException("the path has " + length + " bytes, more than the " + MAX_PATH_BYTES
                    + " of a unix socket; choose a shorter --socket");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & TYPE_MASK) != TYPE_SOCKET) {
                throw new FileAlreadyExistsException(
                        path + " exists but is not a socket; name another path with --socket, or remove it");
            }
        }
    }

    /// Prepares for a new socket: creates the directory, and removes the file of a dead process.
    ///
    /// @throws IOException as [#requireUsable()], and when the directory cannot be made
    public void prepare() throws IOException {
        requireUsable();
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.deleteIfExists(path);
    }

    /// Read and write for the owner and the group. Until this call
    /// the umask holds, which lets only the owner write, and so connect.
    public void restrict() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    }

    /// Lets its members open the socket.
    ///
    /// @throws IOException when there is no such group, or the daemon may not give it a file
    public void giveTo(String group) throws IOException {
        try {
            Files.setAttribute(
                    path,
                    "posix:group",
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("this host has no group " + group, e);
        }
    }

    public void remove() throws IOException {
        Files.deleteIfExists(path);
    }
}
