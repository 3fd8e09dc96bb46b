// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.sync;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.Told;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The encoding of the messages about sessions between balancers: a header of three octets, then the fields in
/// order, in big-endian byte order. One balancer's server numbers and ticks mean nothing on another balancer,
/// so messages contain neither.
sealed interface SyncMessage {
    /// The first octet of each message. No text message from a peer begins with it.
    int MAGIC = 1;
    /// The version of the format. This balancer does not answer messages of an unknown version.
    int VERSION = 1;
    /// The version of the mapping from a hash to a slot and to a place in the table.
    int ALGORITHM = 1;

    int HEAD_BYTES = 3;
    int NAME_BYTES = 35;
    int RECORD_BYTES = 13;
    int BATCH_BYTES = HEAD_BYTES + 34;

    /// A batch of sessions from a peer.
    ///
    /// @param stream    the stream's number, which changes when the peer starts a new stream
    /// @param number    the message's number in the stream, from 1 on
    /// @param keyDigest the digest of the flow hash's key
    /// @param placeBits the number of valid bits in a hash's lower half
    /// @param last      whether the batch completes the peer's copy of its table
    record Batch(
            long stream,
            long number,
            long keyDigest,
            int algorithm,
            int placeBits,
            boolean last,
            List<Directory.Name> names,
            List<Entry> entries)
            implements SyncMessage {
        public Batch {
            names = List.copyOf(names);
            entries = List.copyOf(entries);
        }
    }

    /// @param name the index of the name in the batch's list of names
    record Entry(long hash, int name, int seconds, Told.Kind kind) {}

    /// The receipt for a batch that has been read, with the result.
    record Receipt(long stream, long number, Verdict verdict) implements SyncMessage {}

    /// A request to send all sessions again, because the requesting balancer could not use some of them.
    record Again() implements SyncMessage {}

    /// Whether a peer can use this balancer's sessions at all.
    enum Verdict {
        TAKEN,
        /// The receiver's flow hash has a different key.
        OTHER_KEY,
        OTHER_ALGORITHM,
        /// The receiver's session table is larger.
        OTHER_TABLE
    }

    static boolean isOne(byte[] octets) {
        return octets.length > 0 && octets[0] == MAGIC;
    }

    default byte[] octets() {
        return switch (this) {
            case Batch batch -> octets(batch);
            case Receipt receipt -> octets(receipt);
            case Again() -> {
                byte[] octets = new byte[HEAD_BYTES];
                ByteBuffer _ = head(octets, 2);
                yield octets;
            }
        };
    }

    private static ByteBuffer head(byte[] octets, int kind) {
        return ByteBuffer.wrap(octets).put((byte) MAGIC).put((byte) VERSION).put((byte) kind);
    }

    private static byte[] octets(Receipt receipt) {
        byte[] octets = new byte[HEAD_BYTES + 17];
        ByteBuffer _ = head(octets, 1)
                .putLong(receipt.stream())
                .putLong(receipt.number())
                .put((byte) receipt.verdict().ordinal());
        return octets;
    }

    private static byte[] octets(Batch batch) {
        byte[] octets = new byte
                [BATCH_BYTES
                        + NAME_BYTES * batch.names().size()
                        + RECORD_BYTES * batch.entries().size()];
        ByteBuffer to = head(octets, 0)
                .putLong(batch.stream())
                .putLong(batch.number())
                .putLong(batch.keyDigest())
                .putShort((short) batch.algorithm())
                .put((byte) batch.placeBits())
                .put((byte) (batch.last() ? 1 : 0))
                .putShort((short) batch.names().size())
                .putInt(batch.entries().size());
        for (Directory.Name name : batch.names()) {
            VirtualService service = name.service();
            to.put(StructFormat.mapped(service.vip()))
                    .put((byte) service.protocol().number())
                    .putShort((short) service.port())
                    .put(StructFormat.mapped(name.server()));
        }
        for (Entry entry : batch.entries()) {
            to.putLong(entry.hash())
                    .putShort((short) entry.name())
                    .putShort((short) entry.seconds())
                    .put((byte) entry.kind().ordinal());
        }
        return octets;
    }

    /// @throws IllegalArgumentException if the octets are not a message of this version
    static SyncMessage read(byte[] octets) {
        ByteBuffer from = ByteBuffer.wrap(octets);
        try {
            if (from.get() != MAGIC || from.get() != VERSION) {
                throw new IllegalArgumentException("a message about sessions of another version");
            }
            return switch (from.get()) {
                case 0 -> batch(from);
                case 1 -> new Receipt(from.getLong(), from.getLong(), Verdict.values()[from.get()]);
                case 2 -> new Again();
                default -> throw new IllegalArgumentException("a message about sessions of an unknown kind");
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a broken message about sessions", e);
        }
    }

    private static Batch batch(ByteBuffer from) {
        long stream = from.getLong();
        long number = from.getLong();
        long keyDigest = from.getLong();
        int algorithm = Short.toUnsignedInt(from.getShort());
        int placeBits = from.get();
        boolean last = from.get() == 1;
        int names = Short.toUnsignedInt(from.getShort());
        int entries = from.getInt();
        if (from.remaining() != (long) names * NAME_BYTES + (long) entries * RECORD_BYTES) {
            throw new IllegalArgumentException("a message about sessions with another length than it states");
        }
        List<Directory.Name> named = new ArrayList<>(names);
        for (int i = 0; i < names; i++) {
            named.add(name(from));
        }
        List<Entry> all = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            long hash = from.getLong();
            int name = Short.toUnsignedInt(from.getShort());
            int seconds = Short.toUnsignedInt(from.getShort());
            all.add(new Entry(hash, name, seconds, Told.Kind.values()[from.get()]));
            if (name >= names) {
                throw new IllegalArgumentException("a session of a server that the message does not name");
            }
        }
        return new Batch(stream, number, keyDigest, algorithm, placeBits, last, named, all);
    }

    private static Directory.Name name(ByteBuffer from) {
        IpAddress vip = address(from);
        int number = Byte.toUnsignedInt(from.get());
        Protocol protocol = Arrays.stream(Protocol.values())
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("protocol " + number));
        VirtualService service = new VirtualService(vip, protocol, Short.toUnsignedInt(from.getShort()));
        return new Directory.Name(service, address(from));
    }

    private static IpAddress address(ByteBuffer from) {
        byte[] bytes = new byte[16];
        from.get(bytes);
        return IpAddress.of(bytes);
    }
}
