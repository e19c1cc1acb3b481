package dev.carnet.auth.revocation;

import dev.carnet.shared.change.ChangeBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the statements of an order did to the rows it concerns.
///
/// @param found whether there is such a thing in the workspace
/// @param over whether it had ended before
/// @param counts how many rows of each kind ended now
/// @param changes what replicas must learn beside the revocation itself
/// @param lastExpiry when the last of the passports it names would have ended by itself
/// @param cascade the passports that ended
/// @param places of connections that ended, each `person/slug`, or `*/slug` for everybody's
record Effects(
        boolean found,
        boolean over,
        Map<String, Integer> counts,
        List<ChangeBody> changes,
        Optional<Instant> lastExpiry,
        Cascade cascade,
        List<String> places) {

    /// The names of the counts, in the order of the answer.
    static final List<String> KINDS =
            List.of(
                    "members",
                    "clients",
                    "grants",
                    "refresh_tokens",
                    "keys",
                    "agents",
                    "passports",
                    "tokens",
                    "connections");

    /// The counts under every name.
    Map<String, Integer> everyCount() {
        var every = new LinkedHashMap<String, Integer>();
        KINDS.forEach(kind -> every.put(kind, counts.getOrDefault(kind, 0)));
        return every;
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The same, with what was done beside it: if that is anything, there is something to record.
    Effects alongside(List<ChangeBody> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new ArrayList<ChangeBody>(more);
        all.addAll(changes);
        return new Effects(true, false, counts, List.copyOf(all), lastExpiry, cascade, places);
    }

    /// With a word to replicas about each of the places, so that what runs there ends.
    Effects announced(String reason, Instant keepUntil) {
        var all = new ArrayList<ChangeBody>(changes);
        for (String place : places) {
            all.add(
                    new ChangeBody.Revoked(
                            RevocationType.CONNECTION.wire(), place, reason, keepUntil));
        }
        return new Effects(found, over, counts, List.copyOf(all), lastExpiry, cascade, places);
    }

    Effects with(List<? extends ChangeBody> more, String kind) {
        var all = new ArrayList<ChangeBody>(changes);
        all.addAll(more);
        var counted = new LinkedHashMap<>(counts);
        counted.merge(kind, more.size(), Integer::sum);
        return new Effects(
                found,
                over && more.isEmpty(),
                Map.copyOf(counted),
                List.copyOf(all),
                lastExpiry,
                cascade,
                places);
    }
}
