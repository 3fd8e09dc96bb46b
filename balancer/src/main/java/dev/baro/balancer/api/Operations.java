// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Order;
import dev.baro.balancer.report.RequestCounts;
import dev.baro.core.api.ServerChange;
import dev.baro.core.route.RouteList;
import java.util.concurrent.TimeoutException;

/// What the API can be asked, apart from how it travels. Called from many threads; may block.
public interface Operations {

    /// @param vip         name of the only VIP wanted; empty: every one
    /// @param mostServers where the VIPs have more real servers together, only so many of those that are unwell
    /// @throws TimeoutException when the daemon is too busy to answer
    Answer status(String vip, int mostServers) throws TimeoutException, InterruptedException;

    /// What is forwarded in a second.
    ///
    /// @param vip name of the only VIP wanted, then with its real servers; empty: every one
    Answer rates(String vip) throws TimeoutException, InterruptedException;

    /// What was forwarded in each two seconds of the last hour.
    ///
    /// @param vip name of the VIP; empty: the balancer
    Answer rateHistory(String vip);

    /// What the program takes for a packet. Blocks for a second.
    Answer timing() throws TimeoutException, InterruptedException;

    /// What was counted, in a text format of Prometheus.
    ///
    /// @param accepted what the client's `Accept` says; may be empty
    Answer metrics(String accepted) throws TimeoutException, InterruptedException;

    /// What the API is asked of other balancers.
    PeerOperations peering();

    /// The configuration that runs, with every default, as text.
    Answer config();

    /// @param name what to call the text in messages
    Answer check(String name, String text);

    /// Every real server and how it is.
    Answer servers() throws TimeoutException, InterruptedException;

    /// One of them with the evidence.
    Answer server(String name) throws TimeoutException, InterruptedException;

    /// @param after only events with a greater number
    /// @param limit how many at most, the newest
    Answer events(long after, int limit);

    /// What the text would change.
    Answer difference(String name, String text);

    /// What the daemon's own file would change.
    Answer fileDifference();

    /// Reads the daemon's own file again and makes it true.
    ///
    /// @throws TimeoutException when the daemon is too busy to answer; the file may still be applied
    Answer apply(Order order) throws TimeoutException, InterruptedException;

    /// Configurations that were in force.
    Answer history();

    /// One of them with its text.
    Answer revision(int number);

    /// What changed from the one to the other.
    Answer revisionDifference(int from, int to);

    /// Puts one of them into force.
    ///
    /// @param number 0: the newest one before the one in force that was not rolled back
    /// @throws TimeoutException when the daemon is too busy to answer; it may still be put into force
    Answer rollback(int number, Terms terms, String reason) throws TimeoutException, InterruptedException;

    /// Keeps a revision that would otherwise be rolled back in time.
    ///
    /// @param seen the revision that is meant; 0: any
    Answer confirm(String who, int seen);

    /// The real servers of each VIP: what holds now, beside the file.
    ///
    /// @param server empty: every one
    /// @param vip empty: every one
    Answer members(String server, String vip, boolean drainingOnly) throws TimeoutException, InterruptedException;

    /// The session table in numbers.
    ///
    /// @param vip empty: every one
    /// @param server empty: every one
    /// @param state empty: every one
    Answer sessions(String vip, String server, String state) throws TimeoutException, InterruptedException;

    /// Where the next packet of a flow goes.
    ///
    /// @param client   address and port, an IPv6 address in brackets
    /// @param vip      address and port
    /// @param protocol `tcp` or `udp`
    Answer session(String client, String vip, String protocol) throws TimeoutException, InterruptedException;

    /// Begins to look at packets as they come and leave.
    ///
    /// @param client  address, with or without a port; `any`
    /// @param vip     address or name, with or without a port
    /// @param packets how many at most
    /// @param seconds for how long at most
    Answer beginTrace(String client, String vip, long packets, long seconds)
            throws TimeoutException, InterruptedException;

    /// What a trace has seen. Waits a second where there is nothing yet.
    ///
    /// @param after only packets with a greater number
    Answer trace(long id, long after) throws InterruptedException;

    /// Ends a trace.
    Answer endTrace(long id);

    /// What the API is asked of packets that were not sent.
    ExplainOperations explaining();

    /// Overrides the state of a server; `enabled` removes its overrides. With force also where a VIP is left with fewer
    /// usable servers than it needs.
    Answer changeState(String server, ServerChange change, Terms terms) throws TimeoutException, InterruptedException;

    /// Overrides the weight of a server, with force as above.
    Answer changeWeight(String server, ServerChange change, Terms terms) throws TimeoutException, InterruptedException;

    /// The routes of VIPs, and why some are not announced.
    Answer routes();

    /// Withdraws routes, or announces them again.
    Answer changeRoute(RouteList.Change change, Terms terms) throws TimeoutException, InterruptedException;

    /// The entity tag of what two operators may change at once, which is another one after each change.
    ///
    /// @param server of which it is; empty where it is of none
    /// @return empty where there is no such server
    String tag(Route.Tagged state, String server);

    /// What the API has answered.
    RequestCounts requests();
}
