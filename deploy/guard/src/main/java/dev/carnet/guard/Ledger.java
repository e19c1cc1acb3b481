package dev.carnet.guard;

import dev.carnet.shared.picture.Ties;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// What was revoked, as far as the feed has said. Immutable.
///
/// @param seq everything up to it is in here
/// @param complete whether the feed has said so at least once since it began
record Ledger(PMap<Ledger.Key, Ledger.Row> rows, long seq, boolean complete) {

    record Key(String type, String id) {}

    record Row(long seq, Instant keepUntil) {}

    static final Ledger EMPTY = new Ledger(HashTreePMap.empty(), 0, false);

    Ledger with(String type, String id, Row row) {
        return new Ledger(rows.plus(new Key(type, id), row), seq, complete);
    }

    /// What nothing alive can be concerned by any more is forgotten on the way.
    Ledger upTo(long position, Instant now) {
        List<Key> old =
                rows.entrySet().stream()
                        .filter(row -> row.getValue().keepUntil().isBefore(now))
                        .map(java.util.Map.Entry::getKey)
                        .toList();
        return new Ledger(rows.minusAll(old), position, true);
    }

    /// Why what hangs on these is dead, if it is.
    Optional<String> objection(Ties ties) {
        return Stream.of(
                        upTo(ties, "workspace", Stream.of(ties.workspace())),
                        named("token", ties.token().stream()),
                        named("passport", ties.passport().stream()),
                        named("passport", ties.session().stream()),
                        named("passport", ties.lines().passports().stream()),
                        named("grant", ties.grant().stream()),
                        named("key", ties.key().stream()),
                        named("rule", ties.rules().stream()),
                        upTo(ties, "issuer", ties.session().stream()),
                        upTo(ties, "client", ties.client().stream()),
                        upTo(ties, "agent", ties.agent().stream()),
                        upTo(ties, "member", ties.person().stream()),
                        upTo(ties, "agent", ties.lines().agents().stream()),
                        upTo(ties, "member", ties.lines().owners().stream()),
                        actors(ties))
                .flatMap(found -> found)
                .findFirst();
    }

    /// Who acts for somebody is a client, an agent or a person, by the id.
    private Stream<String> actors(Ties ties) {
        return Stream.of("client", "agent", "member")
                .flatMap(type -> upTo(ties, type, ties.actors().stream()));
    }

    private Stream<String> named(String type, Stream<String> ids) {
        return ids.filter(id -> rows.containsKey(new Key(type, id))).map(_ -> type + "_revoked");
    }

    /// What was issued by who had not seen the revocation.
    private Stream<String> upTo(Ties ties, String type, Stream<String> ids) {
        return ids.flatMap(id -> Optional.ofNullable(rows.get(new Key(type, id))).stream())
                .filter(row -> ties.seq() < row.seq())
                .map(_ -> type + "_revoked");
    }
}
