package dev.carnet.shared.picture;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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

    /// Why that id is dead, whenever its token was issued.
    Optional<Objection> of(String workspace, String type, String id) {
        return Optional.ofNullable(rows.get(new Key(workspace, type, id)))
                .map(row -> new Objection(type + "_revoked", Optional.of(row)));
    }

    /// Why what was issued for that principal is dead: its issuer had not seen the revocation. Who
    /// had seen it issued it in spite of it, a new sign-in for example.
    Optional<Objection> upTo(String workspace, String type, String id, long seq) {
        return Optional.ofNullable(rows.get(new Key(workspace, type, id)))
                .filter(row -> seq < row.seq())
                .map(row -> new Objection(type + "_revoked", Optional.of(row)));
    }

    /// What was taken away in that workspace after that number, the oldest first.
    List<PlacedRevocation> after(String workspace, long seq) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue().seq() > seq)
                .filter(row -> row.getKey().workspace().equals(workspace))
                .map(row ->
                        new PlacedRevocation(
                                row.getKey().type(), row.getKey().id(), row.getValue()))
                .sorted(Comparator.comparingLong(one -> one.revocation().seq()))
                .toList();
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

    /// What was said when that was taken away, if it was.
    Optional<String> reason(String workspace, String type, String id) {
        return Optional.ofNullable(rows.get(new Key(workspace, type, id))).map(Revocation::reason);
    }
}
