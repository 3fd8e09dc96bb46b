// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Order;
import dev.baro.balancer.peer.Peers;
import dev.baro.balancer.peer.PeersException;
import dev.baro.balancer.peer.SharedApply;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.Invitation;
import dev.baro.core.peer.Invited;

/// Handles operators' requests that involve other balancers.
public record PeerOperations(Peers peers) {

    Answer list() {
        return new Answer.Json(peers.list());
    }

    Answer invite(String address) {
        try {
            Invitation invitation = peers.invite(address);
            return new Answer.Json(
                    new Invited(invitation.toString(), invitation.expires().toString()));
        } catch (PeersException e) {
            return refused(e);
        }
    }

    Answer join(String line, String address) {
        try {
            Invitation invitation = Invitation.parse(line)
                    .orElseThrow(() -> new PeersException(
                            "the line is not an invitation of this version",
                            "ask the other balancer for a line: baro peer invite"));
            peers.join(invitation, address);
            return new Answer.Json(peers.list());
        } catch (PeersException e) {
            return refused(e);
        }
    }

    /// @param text      the configuration; empty for the daemon's own file
    /// @param reachable whether to skip silent balancers
    Answer apply(String source, String text, Order order, boolean reachable) {
        return switch (peers.agreement().apply(source, text, order, reachable)) {
            case SharedApply.Ended.Done(AppliedAll outcomes) -> new Answer.Json(outcomes);
            case SharedApply.Ended.Refused(ProblemDetail problem) -> new Answer.No(problem);
        };
    }

    Answer remove(String name) {
        try {
            peers.remove(name);
            return new Answer.Json(peers.list());
        } catch (PeersException e) {
            return refused(e);
        }
    }

    private static Answer refused(PeersException e) {
        return new Answer.No(new ProblemDetail(
                ProblemDetail.BAD_REQUEST,
                "cannot be done as requested",
                400,
                String.valueOf(e.getMessage()),
                "",
                e.fix()));
    }
}
