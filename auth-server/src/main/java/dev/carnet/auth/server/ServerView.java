package dev.carnet.auth.server;

import dev.carnet.auth.approval.Plainly;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.server.SeenServer.Approval;
import dev.carnet.auth.server.SeenServer.Health;
import dev.carnet.auth.server.ServerPage.Card;
import dev.carnet.auth.server.ServerPage.Tried;
import dev.carnet.auth.server.ServersPage.Line;
import dev.carnet.auth.server.ServersPage.Table;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.shared.workspace.Role;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/// Servers as pages show them: what servers and operators call themselves is text, and nothing in
/// it hides.
@Singleton
final class ServerView {

    /// What an approval would change; who turned a server down may think again.
    private static final Set<String> WAITING = Set.of("pending", "rejected");

    static final String ENABLE = "server_enable";
    static final String DISABLE = "server_disable";
    static final String APPROVE = "server_approve";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final SessionForms forms;

    ServerView(SessionForms forms) {
        this.forms = forms;
    }

    /// @param next query of the next page; empty on the last
    Table table(Place place, List<SeenServer> servers, String next, String state) {
        return new Table(
                place.workspace(),
                place.here().workspaceName(),
                servers.stream().map(server -> line(place, server)).toList(),
                next,
                state);
    }

    private Line line(Place place, SeenServer server) {
        boolean off = server.state().equals("disabled");
        boolean may = Role.OPERATORS.contains(place.role());
        return new Line(
                server.id(),
                Plainly.text(server.name()),
                server.shape().transport(),
                server.kind().replace('_', ' '),
                server.tools().approved(),
                server.tools().waiting(),
                server.tools().changed(),
                server.health().map(Health::status).orElse(""),
                server.state(),
                may ? (off ? "enable" : "disable") : "",
                may ? token(place, off ? ENABLE : DISABLE, server) : "");
    }

    private String token(Place place, String form, SeenServer server) {
        return forms.seal(
                form,
                place.person(),
                server.workspace() + " " + server.id() + " " + server.version());
    }

    /// @param again whether it is put into a page that somebody looks at already
    Card card(
            Place place,
            SeenServer server,
            List<SeenServer.Test> tests,
            boolean again,
            String state) {
        boolean pending = WAITING.contains(server.state());
        boolean may = pending && Role.ADMINS.contains(place.role());
        return new Card(
                place.workspace(),
                line(place, server),
                server.slug(),
                Plainly.text(server.shape().address()),
                Plainly.text(server.shape().authentication()),
                server.shape().privateAllowed(),
                server.key().map(ServerView::key).orElse(""),
                server.managedBy().orElse(""),
                server.health().map(ServerView::health).orElse(""),
                server.health().map(Health::detail).map(Plainly::text).orElse(""),
                server.approval().map(ServerView::approved).orElse(""),
                pending ? server.approval().map(Approval::shape).map(Plainly::text).orElse("") : "",
                may && !again ? token(place, APPROVE, server) : "",
                may && again,
                Role.AUDITORS.contains(place.role()),
                tests.stream().map(ServerView::tried).toList(),
                state);
    }

    /// Of short ones nothing is known.
    private static String key(SeenServer.Key key) {
        return (key.lastFour().isEmpty() ? "" : "…" + key.lastFour() + ", ") + time(key.at());
    }

    private static String health(Health health) {
        return health.status() + ", " + time(health.at());
    }

    private static String approved(Approval approval) {
        return Plainly.text(approval.by()) + ", " + time(approval.at());
    }

    private static Tried tried(SeenServer.Test test) {
        return new Tried(
                test.outcome().replace('_', ' '),
                Plainly.text(test.detail()),
                Plainly.text(test.by()),
                time(test.at()),
                test.tookMs(),
                test.tools().map(count -> Integer.toString(count)).orElse(""));
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }
}
