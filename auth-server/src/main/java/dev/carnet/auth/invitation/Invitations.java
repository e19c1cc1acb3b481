package dev.carnet.auth.invitation;

import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.invitation.InvitationStore.Draft;
import dev.carnet.auth.mail.Letter;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.workspace.Joining;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What those who may invite do with invitations. The link is told to who makes or renews it, and
/// mailed where a mail server is configured.
@Singleton
final class Invitations {

    private final InvitationStore store;
    private final Joining joining;
    private final Post post;
    private final Clock clock;
    private final String issuer;

    Invitations(
            InvitationStore store, Joining joining, Post post, Clock clock, ServiceConfig config) {
        this.store = store;
        this.joining = joining;
        this.post = post;
        this.clock = clock;
        this.issuer = config.issuer();
    }

    Draft draft(ApiCall call, InvitationRequest request) {
        Email email =
                Email.of(request.email())
                        .orElseThrow(() -> Refused.field("/email", "is an e-mail address"));
        Role role =
                Role.of(request.role())
                        .orElseThrow(() ->
                                Refused.field(
                                        "/role", "is admin, operator, member, viewer or auditor"));
        return new Draft(call.workspace(), Ids.fresh("inv"), email, role, call.person(), now());
    }

    /// Invites; whatever was open for the same address is withdrawn.
    Uni<Deed> make(SqlConnection transaction, ApiCall call, Draft draft) {
        String secret = OpaqueToken.fresh("carnet_inv_");
        return joining.demandMay(transaction, call.workspace(), draft.by(), draft.role())
                .chain(() -> store.withdrawOlder(transaction, draft))
                .chain(() -> store.countOpen(transaction, call.workspace(), draft.now()))
                .invoke(Invitations::demandRoom)
                .chain(() -> store.insert(transaction, draft, hash(secret), expires()))
                .chain(() -> told(transaction, secret))
                .map(made ->
                        deed(
                                call,
                                "invitation.create",
                                made,
                                Answer.created(made, "/invitations/" + made.id())));
    }

    private static void demandRoom(int open) {
        if (open >= Limits.OPEN_INVITATIONS) {
            throw new Refused(
                    Refusal.INVITATION_LIMIT_REACHED,
                    "There are " + open + " open invitations; withdraw some.");
        }
    }

    /// Gives an invitation another link and another week.
    Uni<Deed> renew(SqlConnection transaction, ApiCall call, String id) {
        String secret = OpaqueToken.fresh("carnet_inv_");
        return find(transaction, call, id)
                .map(earlier -> draft(call, earlier))
                .call(draft ->
                        joining.demandMay(transaction, call.workspace(), draft.by(), draft.role()))
                .call(draft ->
                        store.renew(transaction, draft, hash(secret), expires())
                                .invoke(Invitations::demandOpen))
                .chain(draft -> told(transaction, secret))
                .map(made -> deed(call, "invitation.resend", made, Answer.ok(made)));
    }

    private Draft draft(ApiCall call, Invitation earlier) {
        return new Draft(
                call.workspace(),
                earlier.id(),
                new Email(earlier.email()),
                Role.of(earlier.role()).orElseThrow(),
                call.person(),
                now());
    }

    /// Withdraws an invitation: its link is void.
    Uni<Deed> withdraw(SqlConnection transaction, ApiCall call, String id) {
        return find(transaction, call, id)
                .chain(() -> store.withdraw(transaction, call.workspace(), id, now()))
                .invoke(Invitations::demandOpen)
                .chain(() -> find(transaction, call, id))
                .map(gone -> deed(call, "invitation.withdraw", gone, Answer.ok(gone)));
    }

    private static void demandOpen(boolean done) {
        if (!done) {
            throw new Refused(
                    Refusal.NOT_ACTIVE, "The invitation was accepted or withdrawn already.");
        }
    }

    Uni<Invitation> find(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id, now())
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    /// The invitation with its link, which is mailed too.
    private Uni<Invitation> told(SqlConnection transaction, String secret) {
        return store.open(transaction, hash(secret), now())
                .map(opened -> opened.orElseThrow(Refused::notFound))
                .call(opened -> post.put(transaction, letter(opened, secret)))
                .map(opened -> opened.invitation().withLink(link(secret)));
    }

    private Letter letter(InvitationStore.Opened opened, String secret) {
        return new Letter(
                opened.invitation().email(),
                "An invitation to Carnet",
                """
                %s (%s) invites you to the workspace "%s" as %s.

                Open this link to accept. It works once, for 7 days:

                %s

                If you do not know who this is, do nothing.
                """
                        .formatted(
                                ClientName.clean(opened.inviterName(), "Somebody"),
                                opened.inviterEmail(),
                                ClientName.clean(opened.workspaceName(), "?"),
                                opened.invitation().role(),
                                link(secret)),
                Limits.INVITATION_LIFE);
    }

    private String link(String secret) {
        return issuer + "/invitation?token=" + secret;
    }

    private Deed deed(ApiCall call, String act, Invitation invitation, Answer answer) {
        return new Deed(
                answer,
                call.event(act, now())
                        .with("id", invitation.id())
                        .with("role", invitation.role())
                        .hide("email", invitation.email()),
                List.of());
    }

    private static Buffer hash(String secret) {
        return OpaqueToken.hash(secret);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Instant expires() {
        return now().plus(Limits.INVITATION_LIFE);
    }
}
