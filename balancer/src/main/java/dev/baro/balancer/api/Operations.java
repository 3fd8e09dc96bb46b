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
    /// @param mostServers if the VIPs have more real servers in total, at most this number
    ///                    of those with problems
    /// @throws TimeoutException if the daemon is too busy to answer
    Answer status(String vip, int mostServers) throws TimeoutException, InterruptedException;

    /// The forwarding rates.
    ///
    /// @param vip the name of the only VIP, with its real servers; empty for all
    Answer rates(String vip) throws TimeoutException, InterruptedException;

    /// The traffic over the last hour, in steps of two seconds.
    ///
    /// @param vip the name of the VIP; empty for the balancer
    Answer rateHistory(String vip);

    /// The CPU cost of the XDP program per packet. Blocks for a second.
    Answer timing() throws TimeoutException, InterruptedException;

    /// The counters in one of the Prometheus text formats.
    ///
    /// @param accepted the client's `Accept` header; may be empty
    Answer metrics(String accepted) throws TimeoutException, InterruptedException;

    /// The operations that involve other balancers.
    PeerOperations peering();

    /// The configuration in force as text, including every default value.
    Answer config();

    /// @param name the text's name in messages
    Answer check(String name, String text);

    /// Lists all real servers and their state.
    Answer servers() throws TimeoutException, InterruptedException;

    /// Shows one real server, and why it is in its state.
    Answer server(String name) throws TimeoutException, InterruptedException;

    /// @param after the number after which the events start
    /// @param limit the maximum number of events; the newest are returned
    Answer events(long after, int limit);

    /// Lists the changes that applying a configuration text would make.
    Answer difference(String name, String text);

    /// Lists the changes that applying the daemon's own file would make.
    Answer fileDifference();

    /// Reloads the daemon's own file.
    ///
    /// @throws TimeoutException if the daemon is too busy to answer; the file may still be applied
    Answer apply(Order order) throws TimeoutException, InterruptedException;

    /// Lists the configurations that have been in force.
    Answer history();

    /// Shows one stored revision, with its text.
    Answer revision(int number);

    /// Shows the differences between two revisions.
    Answer revisionDifference(int from, int to);

    /// Restores an earlier revision.
    ///
    /// @param number the revision's number; 0: the newest revision before the current one, skipping any
    /// that were rolled back
    /// @throws TimeoutException if the daemon is too busy to answer; the revision may still be applied
    Answer rollback(int number, Terms terms, String reason) throws TimeoutException, InterruptedException;

    /// Confirms a revision that would otherwise be rolled back at its deadline.
    ///
    /// @param seen the revision that the caller means; 0: any
    Answer confirm(String who, int seen);

    /// The real servers of each VIP, with their current settings and their settings in the file.
    ///
    /// @param server the server; empty: every one
    /// @param vip the VIP; empty: every one
    Answer members(String server, String vip, boolean drainingOnly) throws TimeoutException, InterruptedException;

    /// Statistics of the session table.
    ///
    /// @param vip the VIP; empty: every one
    /// @param server the server; empty: every one
    /// @param state the state; empty: every one
    Answer sessions(String vip, String server, String state) throws TimeoutException, InterruptedException;

    /// Shows where a flow's next packet would go.
    ///
    /// @param client   the address and port; an IPv6 address is in brackets
    /// @param vip      the address and port
    /// @param protocol `tcp` or `udp`
    Answer session(String client, String vip, String protocol) throws TimeoutException, InterruptedException;

    /// Starts a trace of packets.
    ///
    /// @param client  an address with or without a port, or `any`
    /// @param vip     address or name, with or without a port
    /// @param packets the maximum number of packets
    /// @param seconds the maximum duration
    Answer beginTrace(String client, String vip, long packets, long seconds)
            throws TimeoutException, InterruptedException;

    /// The packets of a trace. Waits up to a second if there are none yet.
    ///
    /// @param after only packets with a greater number
    Answer trace(long id, long after) throws InterruptedException;

    /// Ends a trace.
    Answer endTrace(long id);

    /// The operations that explain packets without sending them.
    ExplainOperations explaining();

    /// Overrides the state of a server; `enabled` removes its overrides. With force, it may leave a VIP with
    /// fewer usable servers than it needs.
    Answer changeState(String server, ServerChange change, Terms terms) throws TimeoutException, InterruptedException;

    /// Overrides the weight of a server. Force has the same effect as for the state.
    Answer changeWeight(String server, ServerChange change, Terms terms) throws TimeoutException, InterruptedException;

    /// Shows the routes of VIPs, and why some of them are not announced.
    Answer routes();

    /// What the routing daemons of this host export. Blocks for some seconds if one of them hangs.
    Answer exports();

    /// Withdraws routes, or announces them again.
    Answer changeRoute(RouteList.Change change, Terms terms) throws TimeoutException, InterruptedException;

    /// The entity tag of a state that two operators may change concurrently. Each change produces a new tag.
    ///
    /// @param server the server to which the state belongs; empty if it belongs to none
    /// @return the tag; empty if there is no such server
    String tag(Route.Tagged state, String server);

    /// How many requests the API has answered.
    RequestCounts requests();
}
