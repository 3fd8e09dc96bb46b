// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.core.api.RateList.Rate;
import java.util.ArrayList;
import java.util.List;

/// The rates of a VIP or the balancer over the last hour, in steps of two seconds, stored in 21,600 bytes. To
/// be used by one thread.
final class HistoryRing {
    static final int SAMPLES = 1_800;
    static final long SAMPLE_NS = 2_000_000_000L;

    private final float[] packets = new float[SAMPLES];
    private final float[] bits = new float[SAMPLES];
    private final float[] sessions = new float[SAMPLES];
    private long newest;

    /// Creates a history without traffic.
    HistoryRing(long nowNs) {
        newest = Math.floorDiv(nowNs, SAMPLE_NS);
    }

    /// @param rate the rate since the last sample; missing samples are filled with it
    void add(long nowNs, Rate rate) {
        long sample = Math.floorDiv(nowNs, SAMPLE_NS);
        for (long each = Math.min(sample, Math.max(newest + 1, sample - SAMPLES + 1)); each <= sample; each++) {
            int place = Math.floorMod(each, SAMPLES);
            packets[place] = (float) rate.packets();
            bits[place] = (float) rate.bits();
            sessions[place] = (float) rate.sessions();
        }
        newest = sample;
    }

    /// @param count the number of samples, at most [#SAMPLES]
    /// @return the newest samples, oldest first
    Samples newest(int count) {
        Samples samples = new Samples(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (long each = newest - count + 1; each <= newest; each++) {
            int place = Math.floorMod(each, SAMPLES);
            samples.packets().add(rounded(packets[place]));
            samples.bits().add(rounded(bits[place]));
            samples.sessions().add(rounded(sessions[place]));
        }
        return samples;
    }

    /// The samples as three lists of the same length.
    record Samples(List<Double> packets, List<Double> bits, List<Double> sessions) {}

    private static double rounded(float rate) {
        return Math.round(rate * 10.0) / 10.0;
    }
}
