// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.core.api.RateList.Rate;
import dev.baro.core.api.RateList.Rates;

/// The rates of one VIP, real server or balancer, in half a kilobyte: the counters at seven points in the last
/// minute, and the highest rates in each five minutes of the last hour. To be used by one thread.
final class RateWindow {
    static final long STEP_NS = 10_000_000_000L;
    static final long PART_NS = 300_000_000_000L;

    private static final int STEPS = 7;
    private static final int PARTS = 12;

    private final Totals[] steps = new Totals[STEPS];
    private final long[] stepNs = new long[STEPS];
    private int stepped;

    private final float[] packets = new float[PARTS];
    private final float[] bits = new float[PARTS];
    private final float[] sessions = new float[PARTS];
    private long part;

    private Totals last;
    private long lastNs;
    private Rate now = Rate.NONE;

    RateWindow(long nowNs, Totals counted) {
        last = counted;
        lastNs = nowNs;
        part = Math.floorDiv(nowNs, PART_NS);
        step(nowNs, counted);
    }

    /// @param nowNs a time later than that of the last call
    void add(long nowNs, Totals counted) {
        turnTo(Math.floorDiv(nowNs, PART_NS));
        if (counted.isLessThan(last)) {
            now = Rate.NONE;
            stepped = 0;
            step(nowNs, counted);
        } else {
            now = counted.since(last, nowNs - lastNs);
            int place = Math.floorMod(part, PARTS);
            packets[place] = Math.max(packets[place], (float) now.packets());
            bits[place] = Math.max(bits[place], (float) now.bits());
            sessions[place] = Math.max(sessions[place], (float) now.sessions());
            if (nowNs - stepNs[Math.floorMod(stepped - 1, STEPS)] >= STEP_NS) {
                step(nowNs, counted);
            }
        }
        last = counted;
        lastNs = nowNs;
    }

    /// The rates over the last two seconds.
    Rate now() {
        return now;
    }

    Rates rates() {
        int oldest = stepped < STEPS ? 0 : stepped % STEPS;
        long ns = lastNs - stepNs[oldest];
        Rate minute = ns > 0 ? last.since(steps[oldest], ns) : Rate.NONE;
        return new Rates(now, minute, new Rate(highest(packets), highest(bits), highest(sessions)));
    }

    private void step(long nowNs, Totals counted) {
        steps[stepped % STEPS] = counted;
        stepNs[stepped % STEPS] = nowNs;
        stepped++;
    }

    /// Drops data older than an hour.
    private void turnTo(long newest) {
        long gone = Math.min(newest - part, PARTS);
        for (long each = newest - gone + 1; each <= newest; each++) {
            int place = Math.floorMod(each, PARTS);
            packets[place] = 0;
            bits[place] = 0;
            sessions[place] = 0;
        }
        part = newest;
    }

    private static double highest(float[] rates) {
        float highest = 0;
        for (float rate : rates) {
            highest = Math.max(highest, rate);
        }
        return highest;
    }
}
