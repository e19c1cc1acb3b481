package dev.carnet.shared.picture;

import java.time.Instant;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// What was taken away, by workspace, type and id.
record Revocations(PMap<Revocations.Key, Revocation> rows) {

    record Key(String workspace, String type, String id) {}

    static final Revocations NONE = new Revocations(HashTreePMap.empty());

    Revocations with(Key key, Revocation revocation) {
        return new Revocations(rows.plus(key, revocation));
    }

    /// The code of why that id is dead, whenever its token was issued.
    Optional<String> of(String workspace, String type, String id) {
        return Optional.ofNullable(rows.get(new Key(workspace, type, id)))
                .map(row -> type + "_revoked");
    }

    /// The code of why what was issued for that principal is dead: its issuer had not seen the
    /// revocation. Who had seen it issued it in spite of it, a new sign-in for example.
    Optional<String> upTo(String workspace, String type, String id, long seq) {
        return Optional.ofNullable(rows.get(new Key(workspace, type, id)))
                .filter(row -> seq < row.seq())
                .map(row -> type + "_revoked");
    }

    Revocations keptAt(Instant now) {
        var kept = rows;
        for (var row : rows.entrySet()) {
            if (row.getValue().keepUntil().isBefore(now)) {
                kept = kept.minus(row.getKey());
            }
        }
        return new Revocations(kept);
    }
}
