package dev.carnet.auth.federation;

import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.auth.revocation.EndingsStore;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.standing.EndingLockStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What ends with a link or a provider, in one transaction: the link, the sessions and half-open
/// sign-ins that began by it, and every grant and waiting code that was allowed in such a session.
@Singleton
public final class Partings {

    private final LinkStore links;
    private final ProviderStore providers;
    private final EndingLockStore locks;
    private final EndingsStore ending;
    private final Endings endings;
    private final Clock clock;

    Partings(
            LinkStore links,
            ProviderStore providers,
            EndingLockStore locks,
            EndingsStore ending,
            Endings endings,
            Clock clock) {
        this.links = links;
        this.providers = providers;
        this.locks = locks;
        this.ending = ending;
        this.endings = endings;
        this.clock = clock;
    }

    /// What came to an end.
    record Parted(int sessions, List<Ended> grants) {

        static final Parted NOTHING = new Parted(0, List.of());

        int total() {
            return sessions + grants.size();
        }
    }

    /// Ends the link of a person to a provider, if there is one.
    ///
    /// @param by adds to the event who does it, and from where
    public Uni<Void> unlink(String person, String provider, UnaryOperator<Event> by) {
        return endings.run(
                        "the account is linked no more",
                        transaction -> unlink(transaction, person, provider, by))
                .replaceWithVoid();
    }

    private Uni<Work<Boolean>> unlink(
            SqlConnection transaction, String person, String provider, UnaryOperator<Event> by) {
        Event event =
                Event.of(Event.SYSTEM, "identity.unlink", clock.instant())
                        .with("sub", person)
                        .with("id", provider)
                        .with("out", "ok");
        return links.remove(transaction, person, provider)
                .chain(workspace ->
                        workspace
                                .map(place ->
                                        grants(transaction, place, provider, Optional.of(person)))
                                .orElseGet(() -> Uni.createFrom().item(List.of())))
                .map(ended ->
                        new Work<>(
                                ended,
                                List.of(
                                        by.apply(event)
                                                .with("count", Integer.toString(ended.size()))),
                                true));
    }

    /// Ends what rests on the word of a provider that is removed or switched off.
    Uni<Parted> from(SqlConnection transaction, Provider provider) {
        return providers
                .endSessions(transaction, provider)
                .chain(sessions ->
                        grants(transaction, provider.workspace(), provider.id(), Optional.empty())
                                .map(ended -> new Parted(sessions, ended)));
    }

    /// Whoever redeems a code that was allowed by the provider's word holds the same lock.
    private Uni<List<Ended>> grants(
            SqlConnection transaction, String workspace, String provider, Optional<String> person) {
        return locks.take(transaction, workspace, provider)
                .chain(() -> ending.through(transaction, workspace, provider, person));
    }
}
