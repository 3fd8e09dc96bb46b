// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Order;
import dev.baro.balancer.report.RequestCounts;
import dev.baro.core.api.ServerChange;
import dev.baro.core.route.RouteList;
import java.util.concurrent.TimeoutException;

/// The operations of the API, independent of the transport. Called from many threads; may block.
public interface Operations {

    /// @param vip         the name of the only VIP; empty for all
    /// @param mostServers if the VIPs have more real servers in total, only this number of unwell ones
    /// @throws TimeoutException when the daemon is too busy to answer
    Answer status(String vip, int mostServers) throws TimeoutException, InterruptedException;

    /// The forwarding rates.
    ///
    /// @param vip the name of the only VIP, with its real servers; empty for all
    Answer rates(String vip) throws TimeoutException, InterruptedException;

    /// The traffic of the last hour in steps of two seconds.
    ///
    /// @param vip the name of the VIP; empty for the balancer
    Answer rateHistory(String vip);

    /// The program's cost per packet. Blocks for a second.
    Answer timing() throws TimeoutException, InterruptedException;

    /// The counters, in a text format of Prometheus.
    ///
    /// @param accepted the client's `Accept` header; may be empty
    Answer metrics(String accepted) throws TimeoutException, InterruptedException;

    /// The operations that concern other balancers.
    PeerOperations peering();

    /// The running configuration with every default, as text.
    Answer config();

    /// @param name the text's name in messages
    Answer check(String name, String text);

    /// All real servers and their state.
    Answer servers() throws TimeoutException, InterruptedException;

    /// One of them with the evidence.
    Answer server(String name) throws TimeoutException, InterruptedException;

    /// @param after only events with a greater number
    /// @param limit the maximum number of the newest ones
    Answer events(long after, int limit);

    /// The changes in a text.
    Answer difference(String name, String text);

    /// The changes in the daemon's own file.
    Answer fileDifference();

    /// Reloads the daemon's own file.
    ///
    /// @throws TimeoutException when the daemon is too busy to answer; the file may still be applied
    Answer apply(Order order) throws TimeoutException, InterruptedException;

    /// Configurations that were in force.
    Answer history();

    /// One of them with its text.
    Answer revision(int number);

    /// The differences between two of them.
    Answer revisionDifference(int from, int to);

    /// Restores one of them.
    ///
    /// @param number the revision's number; 0: the newest one before the one in force that was not rolled back
    /// @throws TimeoutException when the daemon is too busy to answer; it may still be put into force
    Answer rollback(int number, Terms terms, String reason) throws TimeoutException, InterruptedException;

    /// Keeps a revision that would otherwise be rolled back in time.
    ///
    /// @param seen the revision that is meant; 0: any
    Answer confirm(String who, int seen);

    /// The real servers of each VIP, with their current settings and the file's.
    ///
    /// @param server the server; empty: every one
    /// @param vip the VIP; empty: every one
    Answer members(String server, String vip, boolean drainingOnly) throws TimeoutException, InterruptedException;

    /// The session table in numbers.
    ///
    /// @param vip the VIP; empty: every one
    /// @param server the server; empty: every one
    /// @param state the state; empty: every one
    Answer sessions(String vip, String server, String state) throws TimeoutException, InterruptedException;

    /// The destination of a flow's next packet.
    ///
    /// @param client   the address and port, an IPv6 address in brackets
    /// @param vip      the address and port
    /// @param protocol `tcp` or `udp`
    Answer session(String client, String vip, String protocol) throws TimeoutException, InterruptedException;

    /// Starts a trace of packets.
    ///
    /// @param client  address, with or without a port; `any`
    /// @param vip     address or name, with or without a port
    /// @param packets the maximum number of packets
    /// @param seconds the maximum duration
    Answer beginTrace(String client, String vip, long packets, long seconds)
            throws TimeoutException, InterruptedException;

    /// The packets of a trace. Waits a second if there are none yet.
    ///
    /// @param after only packets with a greater number
    Answer trace(long id, long after) throws InterruptedException;

    /// Ends a trace.
    Answer endTrace(long id);

    /// The operations for packets that were not sent.
    ExplainOperations explaining();

    /// Overrides the state of a server; `enabled` removes its overrides. With force also where a VIP is left with fewer
    /// usable servers than it needs.
    Answer changeState(String server, ServerChange change, Terms terms) throws TimeoutException, InterruptedException;

    /// Overrides the weight of a server, with force as above.
    Answer changeWeight(String server, ServerChange change, Terms terms) throws TimeoutException, InterruptedException;

    /// The routes of VIPs, and why some are not announced.
    Answer routes();

    /// What the routing daemons of this host export. Blocks for some seconds if one of them hangs.
    Answer exports();

    /// Withdraws routes, or announces them again.
    Answer changeRoute(RouteList.Change change, Terms terms) throws TimeoutException, InterruptedException;

    /// The entity tag of what two operators may change at once, which is another one after each change.
    ///
    /// @param server the server to which it belongs; empty if it belongs to none
    /// @return the tag; empty if there is no such server
    String tag(Route.Tagged state, String server);

    /// The counts of the API's responses.
    RequestCounts requests();
}
