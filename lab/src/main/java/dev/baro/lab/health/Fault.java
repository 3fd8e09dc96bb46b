// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Layer;
import dev.baro.core.health.Verdict;

/// A fault of one server, or of the path to it.
///
/// @param name    the proof's name
/// @param verdict the verdict that names it
/// @param seenBy  the fastest layer that detects it
/// @param cause   the function that causes the fault before it returns
/// @param fix     likewise
record Fault(String name, Verdict verdict, Layer seenBy, Runnable cause, Runnable fix) {}
