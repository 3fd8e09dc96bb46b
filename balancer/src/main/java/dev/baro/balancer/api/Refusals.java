// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Caller;
import dev.baro.balancer.log.EventReaders;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Role;

/// The API's responses to requests that it refuses on any route.
final class Refusals {
    private static final String PAGE = "see docs/reference/rest.md";

    private Refusals() {}

    static ProblemDetail notFound(String where) {
        return new ProblemDetail(
                ProblemDetail.NOT_FOUND, "no such resource", 404, where + " is not part of the API", where, PAGE);
    }

    /// @param allowed the allowed methods, as the header `Allow` has them
    static ProblemDetail wrongMethod(String where, String allowed) {
        return new ProblemDetail(
                ProblemDetail.WRONG_METHOD,
                "the resource does not know this method",
                405,
                where + " is not part of the API",
                where,
                "it knows " + allowed);
    }

    static ProblemDetail roleMissing(Caller caller, Role needed, String where) {
        return new ProblemDetail(
                ProblemDetail.NOT_ALLOWED,
                "the role does not suffice",
                403,
                (caller.who().isEmpty() ? "the caller" : caller.who()) + " has the role "
                        + caller.role().word() + ", and this needs " + needed.word(),
                where,
                "ask one who has it, or let an admin change api: in the configuration");
    }

    static ProblemDetail noBodyWanted(String where) {
        return new ProblemDetail(
                ProblemDetail.BAD_REQUEST, "the request has a body", 400, where + " takes no body", where, PAGE);
    }

    static ProblemDetail wrongMediaType(Route.Body wanted, String sent, String where) {
        return new ProblemDetail(
                ProblemDetail.WRONG_MEDIA_TYPE,
                "the body is of another kind",
                415,
                "the body is said to be " + sent,
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
                "the request does not say what its author has seen",
                428,
                "a change over TCP needs If-Match, so that of two operators the second one knows of the first",
                where,
                "send the ETag of what you have read, now If-Match: " + IfMatch.quoted(tag) + ", or If-Match: *");
    }

    static ProblemDetail stale(String where, String tag) {
        return new ProblemDetail(
                ProblemDetail.CHANGED_MEANWHILE,
                "another change came first",
                412,
                "its ETag is now " + IfMatch.quoted(tag),
                where,
                "nothing has changed; look at what is in force now, and ask again with its ETag");
    }

    static ProblemDetail tooManyReaders() {
        return new ProblemDetail(
                ProblemDetail.BUSY,
                "too many readers",
                503,
                EventReaders.MAX_READERS + " clients follow the events already",
                "GET /v1/events",
                "close one of them, or ask without Accept: text/event-stream");
    }

    static ProblemDetail busy(String where) {
        return new ProblemDetail(
                ProblemDetail.BUSY,
                "the daemon is busy",
                503,
                "the daemon did not answer in time",
                where,
                "try again; if it stays so, look into the daemon's log");
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
                "a fault of the daemon",
                500,
                "the daemon met something unexpected",
                where,
                "its log has the details; please report them");
    }
}
