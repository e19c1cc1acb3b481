package dev.carnet.auth.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Heard;
import dev.carnet.shared.fetch.Sending;
import dev.carnet.shared.fetch.Wanted;
import dev.carnet.shared.fetch.Within;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// Who we are at an authorization server: what an admin gave, else our document where documents
/// count, else a registration (RFC 7591), made once for the workspace by whichever replica claims
/// it first while the others wait for it.
@Singleton
final class OurClients {

    private static final JsonMapper JSON = new JsonMapper();

    private final OurClientStore store;
    private final OurDocument document;
    private final Fetches fetches;
    private final Clock clock;

    OurClients(OurClientStore store, OurDocument document, Fetches fetches, Clock clock) {
        this.store = store;
        this.document = document;
        this.fetches = fetches;
        this.clock = clock;
    }

    /// Where somebody registers, and for whom.
    private record At(Issuer issuer, String workspace, Within within) {

        String name() {
            return issuer.issuer();
        }
    }

    /// A registration, and when its secret runs out.
    private record Registered(OurClient client, Optional<Instant> until) {}

    /// The client, if there is a way to be one.
    Uni<Optional<OurClient>> at(Issuer issuer, Upstream upstream) {
        String workspace = upstream.workspace();
        String wish = upstream.wish().clientId();
        return find(issuer.issuer(), workspace)
                .map(known ->
                        known.filter(client -> wish.isEmpty() || client.id().equals(wish))
                                .or(() -> named(wish)))
                .chain(known -> {
                    if (known.isPresent() || issuer.registrationEndpoint().isEmpty()) {
                        return Uni.createFrom().item(known.or(() -> described(issuer)));
                    }
                    return described(issuer)
                            .map(client -> Uni.createFrom().item(Optional.of(client)))
                            .orElseGet(() ->
                                    registered(
                                            new At(issuer, workspace, upstream.within()),
                                            ConnectLimits.LOOKS));
                });
    }

    /// A client that the row of a server names; its secret, if it has one, was given for the
    /// issuer.
    private static Optional<OurClient> named(String id) {
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new OurClient(id, Optional.empty(), OurClient.NONE));
    }

    /// The client that a browser was sent away with.
    Uni<OurClient> named(String issuer, String workspace, String id) {
        return find(issuer, workspace)
                .map(found ->
                        found.filter(it -> it.id().equals(id))
                                .orElseGet(
                                        () -> new OurClient(id, Optional.empty(), OurClient.NONE)));
    }

    /// The issuer does not know it any more: the next time there is a new one.
    Uni<Void> forget(String issuer, String workspace, String id) {
        return store.forget(workspace, issuer, id);
    }

    private Uni<Optional<OurClient>> find(String issuer, String workspace) {
        return store.find(workspace, issuer, clock.instant());
    }

    private Optional<OurClient> described(Issuer issuer) {
        return issuer.documents() && document.isWithinReachOf(issuer.issuer())
                ? Optional.of(described())
                : Optional.empty();
    }

    private OurClient described() {
        return new OurClient(document.url(), Optional.empty(), OurClient.NONE);
    }

    private Uni<Optional<OurClient>> registered(At at, int looks) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.plus(ConnectLimits.REGISTERING);
        return store.claim(at.workspace(), at.name(), now, until)
                .chain(won -> won ? register(at, until) : look(at, looks));
    }

    private Uni<Optional<OurClient>> look(At at, int looks) {
        if (looks == 0) {
            return Uni.createFrom().item(Optional.empty());
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(ConnectLimits.LOOK)
                .chain(() -> find(at.name(), at.workspace()))
                .chain(found ->
                        found.isPresent()
                                ? Uni.createFrom().item(found)
                                : registered(at, looks - 1));
    }

    private Uni<Optional<OurClient>> register(At at, Instant claim) {
        return fetches.hear(registration(at))
                .map(heard -> read(heard, at.issuer()))
                .call(made ->
                        made.map(it ->
                                        store.keep(
                                                at.workspace(),
                                                at.name(),
                                                it.client(),
                                                it.until(),
                                                claim))
                                .orElseGet(() -> store.release(at.workspace(), at.name(), claim)))
                .map(made -> made.map(Registered::client));
    }

    private Sending registration(At at) {
        Issuer issuer = at.issuer();
        ObjectNode body = JSON.valueToTree(document.document("", issuer.method()));
        body.remove("client_id");
        try {
            return new Sending(
                    issuer.registrationEndpoint().orElseThrow(),
                    Wanted.SPOKEN,
                    HttpMethod.POST,
                    Map.of("Content-Type", "application/json"),
                    Buffer.buffer(JSON.writeValueAsBytes(body)),
                    at.within());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<Registered> read(Heard heard, Issuer issuer) {
        return heard instanceof Heard.Said said && (said.status() == 201 || said.status() == 200)
                ? StrictJson.object(said.body().getBytes()).flatMap(it -> read(it, issuer))
                : Optional.empty();
    }

    /// The server has the last word about the method (RFC 7591 §3.2.1).
    private static Optional<Registered> read(JsonNode json, Issuer issuer) {
        Optional<String> secret = Issuer.text(json, "client_secret");
        String method = Issuer.text(json, "token_endpoint_auth_method").orElseGet(issuer::method);
        boolean usable =
                method.equals(OurClient.NONE)
                        || (secret.isPresent()
                                && (method.equals(OurClient.BASIC)
                                        || method.equals(OurClient.POST)));
        long until = json.path("client_secret_expires_at").asLong(0);
        return Issuer.text(json, "client_id")
                .filter(_ -> usable)
                .map(id ->
                        new Registered(
                                new OurClient(id, secret, method),
                                until > 0
                                        ? Optional.of(Instant.ofEpochSecond(until))
                                        : Optional.empty()));
    }
}
