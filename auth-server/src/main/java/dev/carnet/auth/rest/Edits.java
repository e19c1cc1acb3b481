package dev.carnet.auth.rest;

import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.StaleObjectStateException;
import org.hibernate.reactive.mutiny.Mutiny;

/// The journey of `Deeds` for what is administered through Hibernate.
@Singleton
public final class Edits {

    private final Mutiny.SessionFactory sessions;
    private final AuditOutbox outbox;
    private final Deeds deeds;

    Edits(Mutiny.SessionFactory sessions, AuditOutbox outbox, Deeds deeds) {
        this.sessions = sessions;
        this.outbox = outbox;
        this.deeds = deeds;
    }

    /// Changes something in a session's transaction, with its event and its changes.
    public Uni<Response> edit(Function<Mutiny.StatelessSession, Uni<Deed>> work) {
        return sessions.withStatelessTransaction(
                        session -> work.apply(session).chain(deed -> commit(session, deed)))
                .onFailure(StaleObjectStateException.class)
                .transform(stale -> Versions.changedMeanwhile())
                .chain(deeds::settle);
    }

    /// The same two rows, by native statements of the session.
    private Uni<Deeds.Committed> commit(Mutiny.StatelessSession session, Deed deed) {
        return NativelyStore.put(session, outbox.insert(deed.event()))
                .chain(outboxed ->
                        NativelyStore.append(session, deed.place(), deed.changes())
                                .map(seq ->
                                        new Deeds.Committed(
                                                deed.answer(), Optional.of(outboxed), seq)));
    }
}
