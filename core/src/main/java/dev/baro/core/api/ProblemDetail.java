// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// A negative answer, as `application/problem+json` (RFC 9457).
///
/// @param type   a name that programs can rely on, such as [#CONFIG_INVALID]
/// @param title  the error, in a few words
/// @param status the HTTP status
/// @param detail the exact problem; may have several lines
/// @param where  the file or the request concerned
/// @param fix    the remedy
public record ProblemDetail(String type, String title, int status, String detail, String where, String fix) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /// The text has errors; `detail` shows each with its line. Nothing has changed.
    public static final String CONFIG_INVALID = "urn:baro:config-invalid";
    /// The configuration is valid, but the kernel rejected its plan. The previous plan stays in force.
    public static final String PLAN_REFUSED = "urn:baro:plan-refused";
    /// The body exceeds the daemon's limit.
    public static final String TOO_LARGE = "urn:baro:too-large";
    /// There is no such resource.
    public static final String NOT_FOUND = "urn:baro:not-found";
    /// The resource does not support this method.
    public static final String WRONG_METHOD = "urn:baro:wrong-method";
    /// The body is of a kind that the resource does not take.
    public static final String WRONG_MEDIA_TYPE = "urn:baro:wrong-media-type";
    /// The resource has changed since it was read; nothing has changed by this request.
    public static final String CHANGED_MEANWHILE = "urn:baro:changed-meanwhile";
    /// The request must have the header `If-Match` with the state that its author has seen.
    public static final String CONDITION_MISSING = "urn:baro:condition-missing";
    /// The configuration has no server or VIP of that name.
    public static final String UNKNOWN_NAME = "urn:baro:unknown-name";
    /// The request cannot be executed as stated; nothing has changed.
    public static final String BAD_REQUEST = "urn:baro:bad-request";
    /// The request takes traffic away and lacks `force=true`. `detail` names each loss on a line,
    /// and nothing has changed.
    public static final String NEEDS_FORCE = "urn:baro:needs-force";
    /// The request is not permitted: because of its origin, without a token, or without the role.
    public static final String NOT_ALLOWED = "urn:baro:not-allowed";
    /// Another operation of this kind is in progress; nothing has changed.
    public static final String CONFLICT = "urn:baro:conflict";
    /// A balancer of the configuration is unreachable; nothing has changed.
    public static final String PEER_SILENT = "urn:baro:peer-silent";
    /// A peer cannot execute the request; nothing has changed.
    public static final String PEER_FAILED = "urn:baro:peer-failed";
    /// The controller did not answer in time.
    public static final String BUSY = "urn:baro:busy";
    /// The daemon failed; its log has the details.
    public static final String INTERNAL = "urn:baro:internal";
}
