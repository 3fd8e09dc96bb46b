// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.history;

/// The response to `GET /v1/history/N`.
///
/// @param text the configuration as read
public record RevisionText(Revision revision, String text) {}
