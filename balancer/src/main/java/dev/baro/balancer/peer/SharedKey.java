// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Mailbox;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.kernel.DataplaneException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// The key of the flow hash that a cluster has in common. A balancer that serves nothing yet takes it at once; another
/// one when it is told to forget its sessions, which [Differences] says.
record SharedKey(HashKey key) {

    /// @return whether the flow hash of this balancer has that key now
    boolean isTakenBy(Controller controller) throws IOException {
        try {
            return controller.snapshot().state().config().secretFile().isEmpty()
                    && Mailbox.await(controller.rekey(key));
        } catch (TimeoutException e) {
            throw new IOException("the controller did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (DataplaneException e) {
            throw new IOException("the kernel half could not be made again: " + e.getMessage(), e);
        }
    }
}
