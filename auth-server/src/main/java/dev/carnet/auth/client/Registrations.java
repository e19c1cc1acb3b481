package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.client.RegistrationStore.Registrant;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.EndingsStore;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What a client can do with its own registration (RFC 7592).
@Singleton
final class Registrations {

    private final Pool pool;
    private final ClientStore clients;
    private final RegistrationStore store;
    private final RegistrationTokens tokens;
    private final ClientSecrets secrets;
    private final EndingsStore ending;
    private final Endings endings;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;
    private final String issuer;

    Registrations(
            Pool pool,
            ClientStore clients,
            RegistrationStore store,
            RegistrationTokens tokens,
            ClientSecrets secrets,
            EndingsStore ending,
            Endings endings,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock,
            ServiceConfig config) {
        this.pool = pool;
        this.clients = clients;
        this.store = store;
        this.tokens = tokens;
        this.secrets = secrets;
        this.ending = ending;
        this.endings = endings;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
        this.issuer = config.issuer();
    }

    /// A client that proved that the registration is its own.
    private record Proven(Client client, Registrant registrant, String token) {}

    /// Gives a client that is being registered its token, in that transaction.
    Uni<String> enrol(SqlConnection transaction, Client client, Visitor visitor) {
        String token = tokens.fresh();
        return store.enrol(
                        transaction,
                        client.id(),
                        tokens.of(client.id(), token),
                        tokens.origin(visitor.address()))
                .replaceWith(token);
    }

    /// The answer with which a client can manage itself.
    Managed managed(Registered registered, String token) {
        return new Managed(registered, token, issuer + "/register/" + registered.clientId());
    }

    Uni<Managed> read(String id, Optional<String> token) {
        return prove(id, token).map(proven -> managed(proven, proven.client(), Optional.empty()));
    }

    /// Replaces the metadata. The id stays, the token too; the secret stays as long as the client
    /// has one and does not ask for another, and changes to one that has a secret bring a fresh
    /// one. The old one counts no longer when this is answered.
    ///
    /// @param body is read only after the token was proven
    Uni<Managed> replace(
            String id, Optional<String> token, Supplier<JsonNode> body, Visitor visitor) {
        return prove(id, token)
                .chain(proven -> replace(proven, ManagedUpdate.of(body.get(), id), visitor));
    }

    private Uni<Managed> replace(Proven proven, ManagedUpdate update, Visitor visitor) {
        Client old = proven.client();
        demandOwnSecret(old, update);
        boolean fresh =
                update.rotates()
                        || (update.wanted().authMethod().hasSecret() && old.secretMac().isEmpty());
        Optional<String> secret = fresh ? Optional.of(secrets.fresh()) : Optional.empty();
        Optional<String> mac =
                secret.map(text -> secrets.mac(old.id(), text))
                        .or(old::secretMac)
                        .filter(_ -> update.wanted().authMethod().hasSecret());
        Client client = RegistrationEndpoint.client(update.wanted(), old.id(), mac);
        return pool.withTransaction(transaction -> replace(transaction, client, secret, visitor))
                .call(log::settle)
                .map(_ -> managed(proven, client, secret));
    }

    private Uni<AuditLog.Outboxed> replace(
            SqlConnection transaction, Client client, Optional<String> secret, Visitor visitor) {
        Event event =
                event(Event.SYSTEM, "client.update", client, visitor)
                        .with("why", secret.map(_ -> "fresh_secret"))
                        .hide("name", client.name())
                        .hide("uri", String.join(" ", client.redirectUris()));
        return clients.replace(transaction, client, clock.instant())
                .invoke(Registrations::demandThere)
                .chain(() -> outbox.put(transaction, event));
    }

    private void demandOwnSecret(Client client, ManagedUpdate update) {
        boolean own = update.secret().map(text -> secrets.match(client, text)).orElse(true);
        if (!own) {
            throw ManagedUpdate.refused("The client_secret is not the client's, which stays.");
        }
    }

    /// Ends the client and every grant of it, everywhere, in one transaction.
    Uni<Void> delete(String id, Optional<String> token, Visitor visitor) {
        return prove(id, token)
                .chain(proven ->
                        endings.run(
                                "client_deleted",
                                transaction -> delete(transaction, proven.client(), visitor)))
                .replaceWithVoid();
    }

    private Uni<Endings.Work<Boolean>> delete(
            SqlConnection transaction, Client client, Visitor visitor) {
        return store.end(transaction, client.id(), clock.instant())
                .invoke(Registrations::demandThere)
                .chain(() -> ending.client(transaction, client.id()))
                .map(ended -> new Endings.Work<>(ended, events(client, visitor, ended), true));
    }

    private List<Event> events(Client client, Visitor visitor, List<Ended> ended) {
        return Stream.concat(
                        Stream.of(event(Event.SYSTEM, "client.delete", client, visitor)),
                        ended.stream()
                                .map(one ->
                                        event(one.workspace(), "client.delete", client, visitor)
                                                .with("count", Integer.toString(one.grants()))))
                .toList();
    }

    private Event event(String workspace, String act, Client client, Visitor visitor) {
        return visitor.in(
                Event.of(workspace, act, clock.instant())
                        .with("sub", client.id())
                        .with("cl", client.id())
                        .with("out", "ok"));
    }

    private Managed managed(Proven proven, Client client, Optional<String> secret) {
        return managed(
                Registered.of(client, secret, proven.registrant().createdAt()), proven.token());
    }

    private Uni<Proven> prove(String id, Optional<String> presented) {
        String token = presented.orElseThrow(() -> invalid("registration_token_missing"));
        return store.find(pool, id)
                .invoke(found -> demandMatch(id, token, found))
                .chain(found ->
                        clients.find(id)
                                .map(client ->
                                        new Proven(
                                                client.orElseThrow(() -> invalid("client_unknown")),
                                                found.orElseThrow(),
                                                token)));
    }

    private void demandMatch(String id, String token, Optional<Registrant> found) {
        if (!tokens.match(id, token, found.map(row -> row.mac().getBytes()))) {
            throw invalid("registration_token_wrong");
        }
    }

    private static void demandThere(boolean there) {
        if (!there) {
            throw invalid("client_unknown");
        }
    }

    /// RFC 7592 §2: the same for a client that is not there and a token that is not its own.
    private static Refusal invalid(String reason) {
        return Refusal.because(
                ErrorCode.INVALID_TOKEN,
                "There is no such client, or the registration access token is not its own.",
                reason);
    }
}
