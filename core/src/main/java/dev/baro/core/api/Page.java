// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.api.Status.VipStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records that only the web page uses, not the API. The page and the daemon have the same version, so a new
/// version may change any of these records.
public final class Page {
    private Page() {}

    /// The balancer that served the page.
    public record About(String balancer, String version, String instance, String started, String cluster, long pid) {}

    /// A VIP in the list.
    ///
    /// @param state     `ok`, `unwell` if a member is unwell, `short` if too few members are usable, or `out`
    /// @param now       the current rates
    /// @param spread    the difference between the highest and lowest rate of new sessions in the last minute,
    ///                  among usable members of equal weight; absent if there are fewer than two
    /// @param estimated whether `sessions` is an estimate
    /// @param drops     the packets per second that reached no real server, by outcome; absent before the
    ///                  second reading of the counters
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
            Optional<Map<String, Double>> drops,
            List<Site> dataCentres) {
        public Row {
            ports = List.copyOf(ports);
            dataCentres = List.copyOf(dataCentres);
        }
    }

    /// How full the session table is, which all VIPs share.
    ///
    /// @param places 0 if it cannot be read
    public record Table(long sessions, long places) {}

    /// The members of one data centre.
    public record Site(String name, int members, int usable) {}

    /// One VIP with its members.
    ///
    /// @param layers the state of each probed layer, by real server
    public record Detail(String time, VipStatus vip, VipRates rates, Map<String, Map<String, String>> layers) {
        public Detail {
            layers = Map.copyOf(layers);
        }
    }

    /// A token that somebody typed in a browser.
    public record Login(String token) {}

    /// What a browser may do.
    ///
    /// @param who  `page`, or `token NAME`; empty without a token
    /// @param role `read`, `operate` or `admin`
    public record Session(String who, String role) {}
}
