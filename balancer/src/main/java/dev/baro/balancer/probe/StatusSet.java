// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

/// Status codes that pass: `200`, `200-299`, several of them separated by commas.
record StatusSet(String text) {
    boolean contains(int status) {
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            if (Integer.parseInt(ends[0].strip()) <= status
                    && status <= Integer.parseInt(ends[ends.length - 1].strip())) {
                return true;
            }
        }
        return false;
    }
}
