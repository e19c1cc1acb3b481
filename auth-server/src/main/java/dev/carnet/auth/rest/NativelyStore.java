package dev.carnet.auth.rest;

import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeStore;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Outbox and feed rows written by a Hibernate session, so that they commit with its entities. The
/// statements are the stores' own; only the placeholders are Hibernate's.
final class NativelyStore {

    private NativelyStore() {}

    static Uni<Outboxed> put(Mutiny.StatelessSession session, AuditOutbox.Insert insert) {
        var statement = session.createNativeQuery(insert.statement().ordinal());
        for (int i = 0; i < insert.statement().parameters().size(); i++) {
            statement.setParameter(i + 1, insert.statement().parameters().get(i));
        }
        return statement.executeUpdate().replaceWith(insert.outboxed());
    }

    /// Appends the changes in order, as the session's last statements; answers the last number.
    static Uni<Optional<Long>> append(
            Mutiny.StatelessSession session, String workspace, List<ChangeBody> changes) {
        Uni<Optional<Long>> last = Uni.createFrom().item(Optional.empty());
        for (ChangeBody change : changes) {
            last = last.chain(() -> append(session, workspace, change));
        }
        return last;
    }

    private static Uni<Optional<Long>> append(
            Mutiny.StatelessSession session, String workspace, ChangeBody change) {
        return session.createNativeQuery(placeholders(ChangeStore.APPEND_SQL), Long.class)
                .setParameter(1, change.kind())
                .setParameter(2, workspace)
                .setParameter(3, change.json())
                .getSingleResult()
                .map(Optional::of);
    }

    private static String placeholders(String sql) {
        return sql.replace('$', '?');
    }
}
