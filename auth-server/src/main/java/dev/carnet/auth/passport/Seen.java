package dev.carnet.auth.passport;

import java.util.Map;
import java.util.Set;

/// What the gateway saw of a line of passports.
///
/// @param calls that ran, by the slug of the service
/// @param refused calls that the passport, or a constraint of the service, was not for
/// @param delegated agents that it was delegated to
record Seen(Map<String, Integer> calls, int refused, Set<String> delegated) {

    int total() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }
}
