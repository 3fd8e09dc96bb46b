// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where fragments went, for as long as others of their datagrams may follow, and where datagrams of clients went.
final class FragmentMemory {
    private static final int SECONDS = 30;
    /// Of a later fragment that waits for the first one.
    private static final int EARLY_SECONDS = 1;

    private static final int NEVER = -1;

    /// Where all fragments of a datagram go.
    sealed interface Place {}

    /// Its fragments go back.
    record Echo() implements Place {}

    /// The first one has gone nowhere.
    record Nowhere() implements Place {}

    /// @param service that the real server was found for
    record Server(Setup.Service service, Setup.Server server) implements Place {}

    /// The flow of a client's last first fragment.
    ///
    /// @param candidates real servers of the service, one of which the flow has
    record Last(Setup.Service service, List<Setup.Server> candidates) {}

    /// When a client's first fragment was of another flow than the one before.
    private record Several(Flow last, int second) {}

    private record Note<T>(T what, int second) {}

    private record Client(Address source, Address destination, int protocol) {
        static Client of(Fragment.Key key) {
            return new Client(key.source(), key.destination(), key.protocol());
        }
    }

    private final Map<Fragment.Key, Note<Place>> firsts = new HashMap<>();
    private final Map<Fragment.Key, Note<Place>> earlies = new HashMap<>();
    private final Map<Client, Note<Last>> lasts = new HashMap<>();
    private final Map<Client, Several> flows = new HashMap<>();
    private int second;

    void passSeconds(int seconds) {
        second += seconds;
        firsts.values().removeIf(note -> second - note.second > SECONDS);
        lasts.values().removeIf(note -> second - note.second > SECONDS);
        earlies.values()
                .removeIf(note -> second - note.second > (note.what instanceof Nowhere ? SECONDS : EARLY_SECONDS));
    }

    /// Of a later fragment.
    Optional<Place> placeOf(Fragment.Key key) {
        return Optional.ofNullable(firsts.get(key))
                .or(() -> Optional.ofNullable(earlies.get(key)))
                .map(Note::what);
    }

    /// Where later fragments went that came before the first one.
    Optional<Server> earlyServer(Fragment.Key key) {
        return Optional.ofNullable(earlies.get(key))
                .map(Note::what)
                .filter(Server.class::isInstance)
                .map(Server.class::cast);
    }

    Optional<Last> lastOf(Fragment.Key key) {
        return Optional.ofNullable(lasts.get(Client.of(key))).map(Note::what);
    }

    /// Whether the client's last first fragments were of several flows.
    boolean hasSeveral(Fragment.Key key) {
        Several several = flows.get(Client.of(key));
        return several != null && several.second >= 0 && second - several.second <= SECONDS;
    }

    /// A first fragment has left or was answered.
    void first(Fragment.Key key, Place place) {
        firsts.put(key, new Note<>(place, second));
    }

    /// A later one has left or was answered: with a first fragment before it, that is not worth a note.
    void later(Fragment.Key key, Place place) {
        if (!firsts.containsKey(key)) {
            earlies.put(key, new Note<>(place, second));
        }
    }

    void nowhere(Fragment.Key key) {
        earlies.put(key, new Note<>(new Nowhere(), second));
    }

    void last(Fragment.Key key, Last last, Flow flow) {
        Client client = Client.of(key);
        boolean known = lasts.containsKey(client);
        Several before = flows.getOrDefault(client, new Several(flow, NEVER));
        boolean another = known && !before.last.equals(flow);
        flows.put(client, new Several(flow, another ? second : known ? before.second : NEVER));
        lasts.put(client, new Note<>(last, second));
    }
}
