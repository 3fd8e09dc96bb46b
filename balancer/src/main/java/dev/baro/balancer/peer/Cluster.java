// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.sync.SessionSync;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.blocks.MessageDispatcher;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.blocks.ResponseMode;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.util.NameCache;

/// The members that can reach each other, and the messages that they exchange through JGroups over
/// authenticated connections. Nothing else in Baro uses JGroups.
final class Cluster implements AutoCloseable {
    private static final String NAME = "baro";
    /// A peer that sends no messages for this time counts as silent.
    private static final long SILENT_MS = 3_000;

    private static final long HEARTBEAT_MS = 1_000;
    private static final long VERIFY_MS = 500;
    private static final long JOIN_MS = 1_000;
    private static final long MERGE_MIN_MS = 1_000;
    private static final long MERGE_MAX_MS = 3_000;
    private static final int CONNECT_MS = 2_000;
    private static final int FRAGMENT_BYTES = 60_000;

    /// The reference to the logger is kept because the JDK forgets the level of an unreferenced logger.
    private static final Logger LIBRARY = Logger.getLogger("org.jgroups");

    private final JChannel channel;
    private final MessageDispatcher dispatcher;
    private final TCPPING discovery;

    private Cluster(JChannel channel, MessageDispatcher dispatcher, TCPPING discovery) {
        this.channel = channel;
        this.dispatcher = dispatcher;
        this.discovery = discovery;
    }

    /// The receivers of messages, which are called on JGroups' threads.
    ///
    /// @param report   the receiver of a peer's reports to all others; must not block
    /// @param question the function that answers a peer's questions to this balancer; may block
    /// @param sessions the receiver of a peer's messages about its sessions, with the peer's name;
    ///     may block for milliseconds
    record Ears(Consumer<String> report, UnaryOperator<String> question, BiConsumer<String, byte[]> sessions) {}

    /// Joins the cluster. Blocks for at most a few seconds while it looks for the other members.
    ///
    /// @param self  the address of the gate
    /// @param peers the addresses of the other members
    static Cluster join(
            String name, InetSocketAddress self, Collection<InetSocketAddress> peers, PeerSockets sockets, Ears ears)
            throws IOException {
        LIBRARY.setLevel(Level.OFF); // Baro reports relevant failures as events
        TCPPING discovery = new TCPPING();
        discovery.setInitialHosts(peers).setPortRange(0);
        try {
            JChannel channel = new JChannel(List.of(
                    transport(self, sockets),
                    discovery,
                    new MERGE3().setMinInterval(MERGE_MIN_MS).setMaxInterval(MERGE_MAX_MS),
                    new FD_ALL3().setTimeout(SILENT_MS).setInterval(HEARTBEAT_MS),
                    new VERIFY_SUSPECT2().setTimeout(VERIFY_MS),
                    new NAKACK2().useMcastXmit(false),
                    new UNICAST3(),
                    new STABLE(),
                    new GMS().setJoinTimeout(JOIN_MS).printLocalAddress(false),
                    new FRAG4().setFragSize(FRAGMENT_BYTES)));
            channel.setName(name);
            MessageDispatcher dispatcher = new MessageDispatcher(channel, message -> answer(message, ears));
            channel.connect(NAME);
            return new Cluster(channel, dispatcher, discovery);
        } catch (Exception e) { // JGroups declares no narrower exception
            throw new IOException("cannot form a cluster: " + e.getMessage(), e);
        }
    }

    private static TCP transport(InetSocketAddress self, PeerSockets sockets) {
        TCP tcp = new TCP();
        tcp.setBindAddress(self.getAddress());
        tcp.setBindPort(self.getPort());
        tcp.setPortRange(0);
        tcp.setSocketFactory(sockets);
        tcp.setSockConnTimeout(CONNECT_MS);
        tcp.setClientBindAddr(self.getAddress()); // the address by which a peer's gate recognises this balancer
        tcp.disableDiagnostics();
        return tcp;
    }

    /// @return the answer; empty for a broadcast
    private static String answer(Message message, Ears ears) {
        byte[] octets =
                Arrays.copyOfRange(message.getArray(), message.getOffset(), message.getOffset() + message.getLength());
        if (SessionSync.isOurs(octets)) {
            ears.sessions().accept(String.valueOf(NameCache.get(message.getSrc())), octets);
            return "";
        }
        String text = text(message);
        if (message.isFlagSet(Message.Flag.OOB)) {
            return ears.question().apply(text);
        }
        ears.report().accept(text);
        return "";
    }

    /// Updates the addresses of the other members.
    void lookAt(Collection<InetSocketAddress> peers) {
        discovery.setInitialHosts(peers);
    }

    /// The names of the reachable members, including this balancer.
    Set<String> members() {
        return reached().map(NameCache::get).collect(Collectors.toSet());
    }

    /// The reachable members; none once the cluster is closed.
    private Stream<Address> reached() {
        return Optional.ofNullable(channel.getView()).map(View::getMembers).orElse(List.of()).stream();
    }

    /// Sends a message to all other members. May block if the connection to one of them is stalled.
    void tell(String text) throws IOException {
        try {
            Message report = new BytesMessage(null, text.getBytes(StandardCharsets.UTF_8))
                    .setFlag(Message.TransientFlag.DONT_LOOPBACK);
            dispatcher.castMessage(null, report, RequestOptions.ASYNC());
        } catch (Exception e) { // JGroups declares no narrower exception
            throw new IOException("cannot send to peers: " + e.getMessage(), e);
        }
    }

    /// Sends a question to one member.
    ///
    /// @throws IOException if the member is unreachable, or does not answer in time
    String ask(String name, String text, long timeoutMs) throws IOException {
        Address target = named(name).orElseThrow(() -> new IOException(name + " is silent"));
        Message question = new BytesMessage(target, text.getBytes(StandardCharsets.UTF_8)).setFlag(Message.Flag.OOB);
        try {
            String answer = dispatcher
                    .<String>sendMessageWithFuture(question, new RequestOptions(ResponseMode.GET_ALL, timeoutMs))
                    .get(timeoutMs, TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new IOException(name + " did not answer");
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " was asked", e);
        } catch (TimeoutException e) {
            throw new IOException(name + " did not answer in " + timeoutMs / 1000 + " s", e);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // JGroups declares no narrower exception
            throw new IOException(name + " could not be queried: " + e.getMessage(), e);
        }
    }

    /// Sends messages to one member, in order. May block if the connection to it is stalled.
    void send(String name, byte[] octets) throws IOException {
        Address target = named(name).orElseThrow(() -> new IOException(name + " is silent"));
        try {
            var _ = dispatcher.sendMessage(new BytesMessage(target, octets), RequestOptions.ASYNC());
        } catch (Exception e) { // JGroups declares no narrower exception
            throw new IOException(name + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private Optional<Address> named(String name) {
        return reached().filter(member -> name.equals(NameCache.get(member))).findFirst();
    }

    private static String text(Message message) {
        return new String(message.getArray(), message.getOffset(), message.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        channel.close();
    }
}
