// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.api.Status.VipStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the page for browsers gets beside the answers of the API. Page and daemon are of one version, so any of it may
/// change with the next.
public final class Page {
    private Page() {}

    /// Who answers.
    public record About(String balancer, String version, String instance, String started, String cluster, long pid) {}

    /// One VIP in the list.
    ///
    /// @param state     `ok`, `unwell` where a member is, `short` with fewer usable members than needed, or `out`
    /// @param now       forwarded per second
    /// @param spread    new sessions per second in the last minute, the most less the least among usable members
    ///                  of equal weight; absent where there are no two of them
    /// @param estimated whether `sessions` is an estimate
    public record Row(
            String name,
            String address,
            String dscp,
            String scheduler,
            List<String> ports,
            String state,
            int members,
            int usable,
            int need,
            int unwell,
            Rate now,
            Optional<Double> spread,
            long sessions,
            boolean estimated,
            List<Site> dataCentres) {
        public Row {
            ports = List.copyOf(ports);
            dataCentres = List.copyOf(dataCentres);
        }
    }

    /// The members of one data centre.
    public record Site(String name, int members, int usable) {}

    /// One VIP with its members.
    ///
    /// @param layers what each probed layer shows, by real server
    public record Detail(String time, VipStatus vip, VipRates rates, Map<String, Map<String, String>> layers) {
        public Detail {
            layers = Map.copyOf(layers);
        }
    }

    /// What a browser says to be allowed changes.
    public record Login(String token) {}

    /// Whether a browser may change something.
    public record Session(boolean mayChange) {}
}
