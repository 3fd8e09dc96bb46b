// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps passwords, keys and communities in a device's configuration out of every message. A line about
/// users or authentication servers keeps only its first word. Any other line keeps the text before the word
/// that introduces a secret.
public final class Secrets {
    private static final String PROMPT = "[A-Za-z0-9@._-]*(?:\\([^)\\s]*\\))?[#>]\\s*";

    /// Load-balancing lines contain no secrets, but their names and requests may contain any word, even one
    /// that usually introduces a secret.
    private static final Pattern OF_SERVERS = Pattern.compile(
            "\\s*(?:%s)?(?:no\\s+)?(?:serv?e?r?|port?|bind|tos-marking|predictor|weight|tcp|udp)\\s.*"
                    .formatted(PROMPT),
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OF_USERS = Pattern.compile(
            ("\\s*(?:%s)?(?:no\\s+)?(?:username?|enable|snmp\\S*|radius\\S*|tacacs\\S*|aaa|crypto\\S*|ntp|web-management"
                            + "|password)(?=\\s)")
                    .formatted(PROMPT),
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WORD = Pattern.compile(
            "(?:^|\\s)(?:\\S*(?:passw|secret|communit|passphrase|auth-|-auth)\\S*|\\S*-key|key[a-z-]*|md5|sha\\d*|priv|auth)"
                    + "(?=\\s)",
            Pattern.CASE_INSENSITIVE);

    /// The pattern of a YAML line: `key: value`, or a comment.
    private static final Pattern YAML = Pattern.compile("\\s*(?:#.*|-?\\s*[^\\s:]+:(?:\\s.*)?|[-\\[{].*)");

    /// No line of a device's configuration is longer than this.
    private static final int LONGEST = 4_096;

    private Secrets() {}

    /// @return the line up to a possible secret, then `…`; the whole line if there is none
    public static String masked(String line) {
        if (line.length() > LONGEST
                || OF_SERVERS.matcher(line).matches()
                || YAML.matcher(line).matches()) {
            return line;
        }
        Matcher user = OF_USERS.matcher(line);
        if (user.lookingAt()) {
            return line.substring(0, user.end()) + " …";
        }
        Matcher word = WORD.matcher(line);
        return word.find() ? line.substring(0, word.end()) + " …" : line;
    }
}
