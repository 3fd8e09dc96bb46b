// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Caller;
import dev.baro.balancer.log.EventReaders;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Role;

/// The error responses that the API may return on any route.
final class Refusals {
    private static final String PAGE = "see docs/reference/rest.md";

    private Refusals() {}

    static ProblemDetail notFound(String where) {
        return new ProblemDetail(
                ProblemDetail.NOT_FOUND, "no such resource", 404, where + " is not part of the API", where, PAGE);
    }

    /// @param allowed the allowed methods, in the form of the `Allow` header
    static ProblemDetail wrongMethod(String where, String allowed) {
        return new ProblemDetail(
                ProblemDetail.WRONG_METHOD,
                "the resource does not support this method",
                405,
                where + " is not part of the API",
                where,
                "it knows " + allowed);
    }

    static ProblemDetail roleMissing(Caller caller, Role needed, String where) {
        return new ProblemDetail(
                ProblemDetail.NOT_ALLOWED,
                "the role is not sufficient",
                403,
                (caller.who().isEmpty() ? "the caller" : caller.who()) + " has the role "
                        + caller.role().word() + ", but this needs " + needed.word(),
                where,
                "ask a user with that role, or ask an admin to change api: in the configuration");
    }

    static ProblemDetail noBodyWanted(String where) {
        return new ProblemDetail(
                ProblemDetail.BAD_REQUEST, "the request has a body", 400, where + " takes no body", where, PAGE);
    }

    static ProblemDetail wrongMediaType(Route.Body wanted, String sent, String where) {
        return new ProblemDetail(
                ProblemDetail.WRONG_MEDIA_TYPE,
                "the body has the wrong type",
                415,
                "the body is declared as " + sent,
                where,
                "send Content-Type: " + wanted.mediaTypes().getFirst());
    }

    static ProblemDetail notReadable(String why, String where) {
        return new ProblemDetail(ProblemDetail.BAD_REQUEST, "the body cannot be read", 400, why, where, PAGE);
    }

    static ProblemDetail tooLarge(Route.Body wanted, String where) {
        return new ProblemDetail(
                ProblemDetail.TOO_LARGE,
                "the body is too large",
                413,
                "the body has more than " + wanted.maxBytes() + " bytes",
                where,
                wanted == Route.Body.CONFIGURATION ? "send one configuration file" : PAGE);
    }

    static ProblemDetail conditionMissing(String where, String tag) {
        return new ProblemDetail(
                ProblemDetail.CONDITION_MISSING,
                "the request does not state the revision that its author has seen",
                428,
                "a change over TCP needs If-Match, so that no operator overwrites another's change unknowingly",
                where,
                "send the ETag that you have read, now If-Match: " + IfMatch.quoted(tag) + ", or If-Match: *");
    }

    static ProblemDetail stale(String where, String tag) {
        return new ProblemDetail(
                ProblemDetail.CHANGED_MEANWHILE,
                "another change was made first",
                412,
                "its ETag is now " + IfMatch.quoted(tag),
                where,
                "nothing has changed; read the current state, and repeat the request with its ETag");
    }

    static ProblemDetail tooManyReaders() {
        return new ProblemDetail(
                ProblemDetail.BUSY,
                "too many readers",
                503,
                EventReaders.MAX_READERS + " clients already follow the events",
                "GET /v1/events",
                "close one of them, or send the request without Accept: text/event-stream");
    }

    static ProblemDetail busy(String where) {
        return new ProblemDetail(
                ProblemDetail.BUSY,
                "the daemon is busy",
                503,
                "the daemon did not answer in time",
                where,
                "try again; if that does not help, see the daemon's log");
    }

    static ProblemDetail unreadable(int status, String why, String where) {
        return new ProblemDetail(
                status < 500 ? ProblemDetail.BAD_REQUEST : ProblemDetail.INTERNAL,
                "the request cannot be answered",
                status,
                why,
                where,
                PAGE);
    }

    static ProblemDetail fault(String where) {
        return new ProblemDetail(
                ProblemDetail.INTERNAL,
                "a fault in the daemon",
                500,
                "an unexpected error occurred in the daemon",
                where,
                "its log has the details; please report them");
    }
}
