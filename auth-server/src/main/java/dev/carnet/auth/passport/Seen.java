package dev.carnet.auth.passport;

import java.util.Map;

/// What the gateway saw of a line of passports.
///
/// @param calls that ran, by the slug of the service
/// @param refused calls that the passport was not for
record Seen(Map<String, Integer> calls, int refused) {

    int total() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }
}
