// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Layer;
import dev.baro.core.health.Verdict;

/// Something that breaks the way to one server, or the server.
///
/// @param name    of the proof
/// @param verdict that names it
/// @param seenBy  the quickest layer that sees it
/// @param cause   takes effect before it returns
/// @param fix    likewise
record Fault(String name, Verdict verdict, Layer seenBy, Runnable cause, Runnable fix) {}
