// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.network.LabException;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.ProofResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Runs proofs one after another. A proof that cannot be carried out fails with the reason, and the remaining
/// proofs are still run.
///
/// @param prove    the function that carries out a proof
/// @param recovery the function that cleans up after an aborted proof
/// @param screen   the screen that shows each proof's name before it and its result after it
record Proving(Function<Proof, ProofResult> prove, Runnable recovery, Screen screen) {
    private static final String SET_UP = "set-up";

    List<ProofResult> all(List<Proof> proofs) {
        List<ProofResult> results = new ArrayList<>();
        proofs.forEach(proof -> {
            screen.progress(proof.name());
            ProofResult result = result(proof);
            screen.line(result.line());
            results.add(result);
        });
        return results;
    }

    /// The only result, in place of all proofs, if the lab could not be built.
    static ProofResult failedSetUp(RuntimeException failure) {
        return new ProofResult(
                SET_UP, false, reason(failure), "the lab is built, its servers are up and a client is answered");
    }

    /// Rethrows an interrupt, because Ctrl-C aborts the whole run and must not be reported as a failed proof.
    static void rethrowInterrupt(RuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw failure;
        }
    }

    private ProofResult result(Proof proof) {
        try {
            return prove.apply(proof);
        } catch (RuntimeException e) {
            rethrowInterrupt(e);
            String reason = reason(e) + recover();
            return new ProofResult(proof.name(), false, reason, proof.expected());
        }
    }

    private String recover() {
        try {
            recovery.run();
            return "";
        } catch (RuntimeException e) {
            rethrowInterrupt(e);
            return "; afterwards " + reason(e);
        }
    }

    /// The reason, in one line. The message of a failure of the lab is already a sentence. For any other
    /// failure, the exception's class is more informative than its message.
    private static String reason(RuntimeException failure) {
        String text = failure instanceof LabException ? String.valueOf(failure.getMessage()) : failure.toString();
        return text.strip().replaceAll("\\s*\\R\\s*", " | ");
    }
}
