// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

import java.util.List;

/// The response to `GET /v1/history`.
///
/// @param inForce   the number of the revision in force
/// @param revisions the revisions, the oldest first, each with only the first of its changes
public record RevisionList(int inForce, List<Revision> revisions) {
    public RevisionList {
        revisions = List.copyOf(revisions);
    }
}
