// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;

/// Under load, another copy of the program replaces the running copy, as with every start and upgrade.
record ProgramSwapped(BaroDaemon daemon, int times) implements Proof {

    @Override
    public String name() {
        return "program swapped";
    }

    @Override
    public String expected() {
        return times + " swaps: 0 packets lost, 0 retransmitted, 0 resets, 0 of 12 connections moved";
    }

    @Override
    public Finding prove(Lab lab) {
        Namespace balancer = lab.balancer();
        long before = programNumber(balancer);
        StringBuilder said = new StringBuilder();
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            daemon.kill(); // the daemon holds the instance
            said.append(lab.launcher()
                    .in(balancer, "lab", "swap-program", lab.names().instance(), Integer.toString(times))
                    .start(lab.names().directory().resolve("swap.log"))
                    .await()
                    .strip());
            daemon.startAgain();
        });
        boolean swapped = said.toString().equals(Integer.toString(times)) && programNumber(balancer) != before;
        return new Finding(
                account.nothingLostOrMoved() && swapped,
                (swapped ? times : "NOT " + times) + " swaps (" + said + " adopted the maps): " + account.text());
    }

    /// The kernel's number of the program on the interface.
    private static long programNumber(Namespace balancer) {
        String link = balancer.command("ip", "-details", "link", "show", "dev", "eth0")
                .succeed();
        return link.lines()
                .filter(line -> line.contains("prog/xdp id "))
                .map(line -> line.strip().split(" ", -1))
                .mapToLong(words -> Long.parseLong(words[2]))
                .findFirst()
                .orElseThrow(() -> new LabException("no XDP program at the balancer: " + link));
    }
}
