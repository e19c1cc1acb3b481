package dev.carnet.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.server.Discovered.AuthorizationServer;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Probing;
import dev.carnet.mcp.upstream.Rebuff;
import dev.carnet.mcp.upstream.Transport;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Wanted;
import dev.carnet.shared.fetch.Within;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Finds out what is at a URL: which protocol it speaks, and if it wants to know who we are, where
/// that is settled (RFC 9728, RFC 8414). Every document is fetched through the guard, and no
/// endpoint counts that the guard would not send to.
@Singleton
final class Discovery {

    private static final String WANTS_A_KEY =
            "It wants to know who asks, and names no authorization server: give it a key.";

    private final Instance<Upstreams> upstreams;
    private final Fetches fetches;

    Discovery(Instance<Upstreams> upstreams, Fetches fetches) {
        this.upstreams = upstreams;
        this.fetches = fetches;
    }

    /// What is at that URL.
    Uni<Discovered> at(ApiCall call, DiscoverRequest request) {
        String workspace = call.workspace();
        String url = request.address();
        boolean inside = request.privateAllowed().orElse(false);
        new ServerDraft(call).shape("http", url, Authentication.NONE, inside);
        var there =
                new Destination(
                        workspace,
                        Ids.fresh("srv"),
                        Transport.HTTP,
                        url,
                        ServerBounds.USUAL.bounds(Transport.HTTP),
                        inside);
        return upstreams
                .get()
                .probe(there, new Pass(Map.of(), "discovery"))
                .onTermination()
                .invoke(() -> upstreams.get().forget(workspace, there.serverId()))
                .chain(probing ->
                        judged(new Asked(workspace, url, Within.server(url, inside)), probing))
                .ifNoItem()
                .after(ServerLimits.DISCOVERY_TIME)
                .recoverWithItem(() -> Discovered.nothing("It did not answer in time."));
    }

    /// What is asked about, and who may be private there.
    private record Asked(String workspace, String url, Within within) {}

    private Uni<Discovered> judged(Asked asked, Probing probing) {
        return switch (probing) {
            case Probing.Alive alive -> Uni.createFrom().item(open(alive));
            case Broken broken when broken.kind() == FaultClass.AUTHENTICATION ->
                    resource(asked, broken.rebuff().flatMap(Rebuff::challenge))
                            .map(found ->
                                    found.map(Discovery::guarded).orElseGet(Discovery::keyed));
            case Broken broken -> Uni.createFrom().item(Discovered.nothing(broken.publicText()));
        };
    }

    private static Discovered open(Probing.Alive alive) {
        return new Discovered(
                true,
                "It answers without authentication.",
                name(alive),
                Optional.of("http"),
                Optional.of(alive.era().name().toLowerCase(Locale.ROOT)),
                Optional.of(alive.version()),
                Optional.of(Authentication.NONE),
                Optional.empty());
    }

    /// Its title or name, as one line that may be shown.
    private static Optional<String> name(Probing.Alive alive) {
        return Stream.of("title", "name")
                .map(member -> alive.server().path(member).asText())
                .map(text -> text.replaceAll("[\\p{C}\\s]+", " ").strip())
                .map(text -> text.substring(0, Math.min(text.length(), ServerLimits.NAME)).strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    private static Discovered guarded(AuthorizationServer server) {
        var how =
                new Authentication(
                        AuthKind.PERSON_OAUTH.wire(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(server.issuer()),
                        server.scopes().isEmpty() ? Optional.empty() : Optional.of(server.scopes()),
                        Optional.empty(),
                        Optional.empty());
        return new Discovered(
                true,
                "People give access at its authorization server.",
                Optional.empty(),
                Optional.of("http"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(how),
                Optional.of(server));
    }

    private static Discovered keyed() {
        return new Discovered(
                true,
                WANTS_A_KEY,
                Optional.empty(),
                Optional.of("http"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The authorization server of the resource at that URL.
    private Uni<Optional<AuthorizationServer>> resource(Asked asked, Optional<String> challenge) {
        return first(
                        WellKnown.ofResource(asked.url(), challenge),
                        url -> fetches.anew(errand(asked, url)),
                        document -> issuer(asked.url(), document))
                .chain(found ->
                        found.map(pair -> issuer(asked, pair.issuer(), pair.scopes()))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /// What a resource says of itself.
    private record Named(String issuer, List<String> scopes) {}

    /// The first issuer a resource names, if the document is about this resource (RFC 9728 §3.3).
    private static Optional<Named> issuer(String url, JsonNode document) {
        String resource = document.path("resource").asText();
        String plain = resource.replaceAll("/$", "");
        boolean same = !plain.isEmpty() && (url.equals(plain) || url.startsWith(plain + "/"));
        String issuer = document.path("authorization_servers").path(0).asText();
        return same && issuer.startsWith("http")
                ? Optional.of(new Named(issuer, texts(document.path("scopes_supported"))))
                : Optional.empty();
    }

    private Uni<Optional<AuthorizationServer>> issuer(
            Asked asked, String issuer, List<String> scopes) {
        return fetches.target(issuer, asked.within()).isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : first(
                        WellKnown.ofIssuer(issuer),
                        url -> fetches.get(errand(asked, url)),
                        document -> server(asked, issuer, scopes, document));
    }

    /// The server a document describes, if it is that issuer's (RFC 8414 §3.3) and can be used.
    private Optional<AuthorizationServer> server(
            Asked asked, String issuer, List<String> scopes, JsonNode document) {
        Optional<String> authorize = endpoint(asked, document, "authorization_endpoint");
        Optional<String> token = endpoint(asked, document, "token_endpoint");
        if (!document.path("issuer").asText().equals(issuer)
                || authorize.isEmpty()
                || token.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> registration = endpoint(asked, document, "registration_endpoint");
        boolean documents = document.path("client_id_metadata_document_supported").asBoolean();
        return Optional.of(
                new AuthorizationServer(
                        issuer,
                        authorize.get(),
                        token.get(),
                        registration,
                        endpoint(asked, document, "revocation_endpoint"),
                        documents ? "document" : registration.isPresent() ? "dynamic" : "manual",
                        scopes));
    }

    /// An endpoint we could be made to send to, if the guard would.
    private Optional<String> endpoint(Asked asked, JsonNode document, String name) {
        return Optional.of(document.path(name).asText())
                .filter(url -> fetches.target(url, asked.within()).isPresent());
    }

    /// The first of the documents that says what is wanted.
    private static <T> Uni<Optional<T>> first(
            List<String> urls,
            Function<String, Uni<Outcome>> fetch,
            Function<JsonNode, Optional<T>> wanted) {
        Uni<Optional<T>> found = Uni.createFrom().item(Optional.empty());
        for (String url : urls) {
            found =
                    found.chain(earlier ->
                            earlier.isPresent()
                                    ? Uni.createFrom().item(earlier)
                                    : fetch.apply(url).map(read -> json(read).flatMap(wanted)));
        }
        return found;
    }

    private static Errand errand(Asked asked, String url) {
        return new Errand(url, Wanted.ISSUER_DOCUMENT, asked.workspace(), asked.within());
    }

    private static Optional<JsonNode> json(Outcome outcome) {
        return outcome instanceof Outcome.Document fetched
                ? parsed(fetched.body().getBytes())
                : Optional.empty();
    }

    private static Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.of(Json.MAPPER.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().filter(JsonNode::isTextual).map(JsonNode::textValue).toList();
    }
}
