// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// XDP actions by their numbers in `linux/bpf.h`.
public enum Action {
    ABORTED,
    DROP,
    PASS,
    TX,
    REDIRECT
}
