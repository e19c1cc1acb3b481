package dev.carnet.shared.signal;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Optional;

/// Makes security events: the row and its entry in one transaction. What shall be taken away is
/// written beside it as an order, which auth-server carries out.
public final class SecurityEvents {

    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final SecurityEventStore store = new SecurityEventStore();

    /// Events in that database and log.
    public SecurityEvents(Pool pool, AuditOutbox outbox, AuditLog log) {
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
    }

    /// An event that was written.
    ///
    /// @param revoking whether something is to be taken away because of it
    public record Raised(String workspace, String id, boolean revoking) {}

    private record Written(Raised raised, Outboxed entry) {}

    /// Writes it down; empty if it was before. Its entry is durable when this answers.
    public Uni<Optional<Raised>> raise(Noticed noticed) {
        String id = Ids.fresh("sev");
        return pool.withTransaction(transaction -> write(transaction, id, noticed))
                .call(written ->
                        written.map(one -> log.settle(one.entry()).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .map(written -> written.map(Written::raised));
    }

    private Uni<Optional<Written>> write(SqlConnection transaction, String id, Noticed noticed) {
        return store.insert(transaction, id, noticed)
                .chain(fresh ->
                        fresh.map(takes -> entry(transaction, id, noticed, takes))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<Written>> entry(
            SqlConnection transaction, String id, Noticed noticed, boolean takes) {
        var raised = new Raised(noticed.suspect().workspace(), id, takes);
        return outbox.put(transaction, noticed.event(id, takes))
                .map(entry -> Optional.of(new Written(raised, entry)));
    }
}
