package dev.carnet.shared.picture;

import dev.carnet.shared.change.AgentState.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The one list of everything that can end a credential before its time. The answers are codes for
/// the audit log; the words somebody gave as a reason stay with the revocation's own entry.
final class Objections {

    private Objections() {}

    static Optional<Objection> to(Picture picture, Ties ties) {
        return Stream.<Function<Ties, Optional<Objection>>>of(
                        tied -> unless(picture.open(tied.workspace()), "workspace_closed"),
                        tied -> goneUpTo(picture, tied, "workspace", Optional.of(tied.workspace())),
                        tied -> gone(picture, tied, "token", tied.token()),
                        tied -> gone(picture, tied, "passport", tied.passport()),
                        tied -> gone(picture, tied, "passport", tied.session()),
                        tied -> gone(picture, tied, "grant", tied.grant()),
                        tied -> goneUpTo(picture, tied, "client", tied.client()),
                        tied -> goneUpTo(picture, tied, "agent", tied.agent()),
                        tied -> goneUpTo(picture, tied, "member", tied.person()),
                        tied -> goneUpTo(picture, tied, "issuer", tied.session()),
                        tied -> actors(picture, tied),
                        tied -> lines(picture, tied),
                        tied -> rules(picture, tied),
                        tied -> key(picture, tied),
                        tied -> agent(picture, tied, tied.agent()),
                        tied -> member(picture, tied, tied.person()))
                .map(check -> check.apply(ties))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Objection> gone(
            Picture picture, Ties ties, String type, Optional<String> id) {
        return id.flatMap(one -> picture.revocations().of(ties.workspace(), type, one));
    }

    private static Optional<Objection> goneUpTo(
            Picture picture, Ties ties, String type, Optional<String> id) {
        return id.flatMap(
                one -> picture.revocations().upTo(ties.workspace(), type, one, ties.seq()));
    }

    /// A rule that changed is another one from then on.
    private static Optional<Objection> rules(Picture picture, Ties ties) {
        return ties.rules().stream()
                .flatMap(rule -> gone(picture, ties, "rule", Optional.of(rule)).stream())
                .findFirst();
    }

    /// A passport ends with every line it belongs to or comes from, and when who delegated it
    /// would.
    private static Optional<Objection> lines(Picture picture, Ties ties) {
        return ties.lines().passports().stream()
                .flatMap(line -> gone(picture, ties, "passport", Optional.of(line)).stream())
                .findFirst()
                .or(() -> among(picture, ties, ties.lines().agents()))
                .or(() -> among(picture, ties, ties.lines().owners()));
    }

    /// Who acts for somebody ends as they would by themselves, and the token with them.
    private static Optional<Objection> actors(Picture picture, Ties ties) {
        return among(picture, ties, ties.actors());
    }

    private static Optional<Objection> among(Picture picture, Ties ties, List<String> ids) {
        return ids.stream().flatMap(id -> actor(picture, ties, id).stream()).findFirst();
    }

    private static Optional<Objection> actor(Picture picture, Ties ties, String id) {
        var actor = Optional.of(id);
        if (id.startsWith("agt_")) {
            return goneUpTo(picture, ties, "agent", actor).or(() -> agent(picture, ties, actor));
        }
        if (id.startsWith("prs_")) {
            return goneUpTo(picture, ties, "member", actor).or(() -> member(picture, ties, actor));
        }
        return goneUpTo(picture, ties, "client", actor);
    }

    private static Optional<Objection> key(Picture picture, Ties ties) {
        return ties.key()
                .flatMap(id ->
                        gone(picture, ties, "key", Optional.of(id))
                                .or(() -> keyThere(picture, ties, id)));
    }

    private static Optional<Objection> keyThere(Picture picture, Ties ties, String id) {
        return unless(
                picture.key(id).filter(k -> k.workspace().equals(ties.workspace())).isPresent(),
                "key_revoked");
    }

    private static Optional<Objection> agent(Picture picture, Ties ties, Optional<String> agent) {
        return agent.flatMap(id ->
                unless(
                        picture.agent(ties.workspace(), id)
                                .filter(a -> a.status() == Status.ACTIVE)
                                .isPresent(),
                        "agent_suspended"));
    }

    private static Optional<Objection> member(Picture picture, Ties ties, Optional<String> person) {
        return person.flatMap(
                id -> unless(picture.role(ties.workspace(), id).isPresent(), "not_a_member"));
    }

    private static Optional<Objection> unless(boolean fine, String reason) {
        return fine ? Optional.empty() : Optional.of(Objection.of(reason));
    }
}
