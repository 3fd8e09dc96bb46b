// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.health;

import dev.baro.core.health.Layer;
import dev.baro.core.health.Verdict;

/// A fault of one server, or of the path to it.
///
/// @param name    the proof's name
/// @param verdict the verdict that identifies the fault
/// @param seenBy  the fastest layer that detects the fault
/// @param cause   causes the fault; it returns only once the fault has taken effect
/// @param fix     removes the fault; it returns only once the fault is gone
record Fault(String name, Verdict verdict, Layer seenBy, Runnable cause, Runnable fix) {}
