// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import java.util.concurrent.TimeoutException;

/// What the API can be asked, apart from how it travels. Called from many threads; may block.
public interface Operations {

    /// @throws TimeoutException when the daemon is too busy to answer
    Answer status() throws TimeoutException, InterruptedException;

    /// The configuration that runs, with every default, as text.
    Answer config();

    /// @param name what to call the text in messages
    Answer check(String name, String text);

    /// Every real server and how it is.
    Answer servers();

    /// One of them with the evidence.
    Answer server(String name);

    /// @param after only events with a greater number
    /// @param limit how many at most, the newest
    Answer events(long after, int limit);

    /// What the text would change.
    Answer difference(String name, String text);

    /// Reads the daemon's own file again and makes it true.
    ///
    /// @throws TimeoutException when the daemon is too busy to answer; the file may still be applied
    Answer apply() throws TimeoutException, InterruptedException;
}
