// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// An error response, as `application/problem+json` (RFC 9457).
///
/// @param type   a name that programs can rely on, such as [#CONFIG_INVALID]
/// @param title  the error, in a few words
/// @param status the HTTP status
/// @param detail a detailed description of the problem; may have several lines
/// @param where  the file or the request concerned
/// @param fix    the remedy
public record ProblemDetail(String type, String title, int status, String detail, String where, String fix) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /// The configuration text has errors; `detail` lists each with its line. Nothing has changed.
    public static final String CONFIG_INVALID = "urn:baro:config-invalid";
    /// The configuration is valid, but the kernel rejected its plan. The previous plan stays in force.
    public static final String PLAN_REFUSED = "urn:baro:plan-refused";
    /// The body exceeds the daemon's limit.
    public static final String TOO_LARGE = "urn:baro:too-large";
    /// There is no such resource.
    public static final String NOT_FOUND = "urn:baro:not-found";
    /// The resource does not support this method.
    public static final String WRONG_METHOD = "urn:baro:wrong-method";
    /// The resource does not accept a body of this type.
    public static final String WRONG_MEDIA_TYPE = "urn:baro:wrong-media-type";
    /// The resource has changed since the client read it; this request changed nothing.
    public static final String CHANGED_MEANWHILE = "urn:baro:changed-meanwhile";
    /// The request must have the header `If-Match` with the state that the client last read.
    public static final String CONDITION_MISSING = "urn:baro:condition-missing";
    /// The configuration has no server or VIP of that name.
    public static final String UNKNOWN_NAME = "urn:baro:unknown-name";
    /// The request cannot be executed in this form; nothing has changed.
    public static final String BAD_REQUEST = "urn:baro:bad-request";
    /// The request would take traffic away, and lacks `force=true`. `detail` lists the losses, one on each
    /// line; nothing has changed.
    public static final String NEEDS_FORCE = "urn:baro:needs-force";
    /// The request is not permitted: its origin is not allowed, or the caller lacks a token
    /// or the required role.
    public static final String NOT_ALLOWED = "urn:baro:not-allowed";
    /// Another operation of this kind is in progress; nothing has changed.
    public static final String CONFLICT = "urn:baro:conflict";
    /// A balancer listed in the configuration is unreachable; nothing has changed.
    public static final String PEER_SILENT = "urn:baro:peer-silent";
    /// A peer cannot execute the request; nothing has changed.
    public static final String PEER_FAILED = "urn:baro:peer-failed";
    /// The controller did not answer in time.
    public static final String BUSY = "urn:baro:busy";
    /// The daemon failed; its log has the details.
    public static final String INTERNAL = "urn:baro:internal";
}
