package dev.carnet.auth.workspace;

import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.workspace.Appointment.Manner;
import dev.carnet.auth.workspace.MemberStore.Standing;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The journey of making somebody an owner: judge under the lock, change the role, tell every owner
/// by mail, with the event and, last, the feed in one transaction. A token cannot do this: it
/// outlives its sign-in by weeks, and the one who holds it need not be the person.
@Singleton
final class OwnerAppointment {

    private final MemberStore store = new MemberStore();
    private final ChangeStore changes;
    private final AppliedEverywhere everywhere;
    private final Post post;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final String issuer;

    OwnerAppointment(
            ChangeStore changes,
            AppliedEverywhere everywhere,
            Post post,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            ServiceConfig config) {
        this.changes = changes;
        this.everywhere = everywhere;
        this.post = post;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.issuer = config.issuer();
    }

    private record Done(Outboxed event, long seq) {}

    /// Makes that member an owner, in the name of an owner who has just signed in.
    ///
    /// @param event what is known of the act so far; its workspace is the one meant
    Uni<Void> appoint(String by, String person, Event event) {
        return pool.withTransaction(transaction -> appoint(transaction, by, person, event))
                .chain(done -> everywhere.await(done.seq()).chain(() -> log.settle(done.event())))
                .replaceWithVoid();
    }

    private Uni<Done> appoint(SqlConnection transaction, String by, String person, Event event) {
        String workspace = event.workspace();
        return store.lock(transaction, workspace)
                .chain(() -> store.standing(transaction, workspace, by, person))
                .invoke(OwnerAppointment::demand)
                .chain(() -> store.appoint(transaction, workspace, person, Role.OWNER))
                .chain(() -> tell(transaction, workspace, person))
                .chain(() -> record(transaction, person, event));
    }

    private static void demand(Standing standing) {
        Role from = standing.of().orElseThrow(Refused::notFound);
        Members.demand(standing, Optional.of(from), Optional.of(Role.OWNER), Manner.OTHERS_FRESH);
    }

    private Uni<Done> record(SqlConnection transaction, String person, Event event) {
        Event told = event.with("id", person).with("type", Role.OWNER.wire()).with("out", "ok");
        var change = new MemberChanged(person, Optional.of(Role.OWNER));
        return outbox.put(transaction, told)
                .chain(outboxed ->
                        changes.append(transaction, event.workspace(), change)
                                .map(seq -> new Done(outboxed, seq)));
    }

    private Uni<Void> tell(SqlConnection transaction, String workspace, String person) {
        return store.owners(transaction, workspace)
                .chain(owners -> tell(transaction, owners, name(owners, person)));
    }

    private Uni<Void> tell(SqlConnection transaction, List<Member> owners, String name) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (Member owner : owners) {
            told = told.chain(() -> post.put(transaction, letter(owner, name)));
        }
        return told;
    }

    private static String name(List<Member> owners, String person) {
        return owners.stream()
                .filter(owner -> owner.personId().equals(person))
                .map(Member::email)
                .findFirst()
                .orElse("somebody");
    }

    private Letter letter(Member owner, String name) {
        return new Letter(
                owner.email(),
                "A new owner of your workspace",
                """
                %s is now an owner of a workspace you own at
                %s

                If nobody should have done this, sign in and take the role back.
                """
                        .formatted(name, issuer),
                Limits.NOTICE_LIFE);
    }
}
