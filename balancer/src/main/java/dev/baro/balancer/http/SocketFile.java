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

/// The file of a Unix socket. It outlives a killed process, so its existence does not prove that
/// a process is listening.
public record SocketFile(Path path) {
    /// `sun_path` in sockaddr_un has 108 bytes, of which the last is zero.
    static final int MAX_PATH_BYTES = 107;

    /// The bits of the file type in `st_mode` (inode(7)).
    private static final int TYPE_MASK = 0xf000;

    private static final int TYPE_SOCKET = 0xc000;

    /// Whether a live process listens on the socket.
    public boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /// Changes nothing.
    ///
    /// @throws IOException if the file is not a socket, or the path is too long for a socket
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

    /// Prepares for a new socket: creates the directory, and removes a file left by a dead process.
    ///
    /// @throws IOException as [#requireUsable()], and if the directory cannot be created
    public void prepare() throws IOException {
        requireUsable();
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.deleteIfExists(path);
    }

    /// Gives the owner and the group read and write permission. Until this call, the umask applies, under which
    /// only the owner may write and thus connect.
    public void restrict() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    }

    /// Gives the socket to a group, whose members can then connect to it.
    ///
    /// @throws IOException if there is no such group, or the daemon may not give a file to it
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
