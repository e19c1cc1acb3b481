package dev.carnet.auth.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Heard;
import dev.carnet.shared.fetch.Onward;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Sending;
import dev.carnet.shared.fetch.Wanted;
import dev.carnet.shared.fetch.Within;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// From the address of an upstream to the authorization server that gives tokens for it: its
/// refusal of a stranger, its metadata (RFC 9728), those of its issuer (RFC 8414).
@Singleton
final class Discovery {

    /// What strangers ask: many servers refuse them at the first word, some not before they are
    /// asked for something.
    private static final List<Knock> KNOCKS =
            List.of(
                    new Knock(
                            Map.of(),
                            """
                            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{\
                            "protocolVersion":"2025-11-25","capabilities":{},\
                            "clientInfo":{"name":"carnet","version":"1"}}}\
                            """),
                    new Knock(
                            Map.of(
                                    "MCP-Protocol-Version",
                                    "2026-07-28",
                                    "Mcp-Method",
                                    "tools/list"),
                            """
                            {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{\
                            "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                            "io.modelcontextprotocol/clientCapabilities":{}}}}\
                            """));

    private record Knock(Map<String, String> headers, String body) {}

    private final Fetches fetches;

    Discovery(Fetches fetches) {
        this.fetches = fetches;
    }

    /// What was found.
    record Found(Issuer issuer, Resource resource, String scope) {}

    /// Looks for it.
    ///
    /// @param source the address of whoever causes this, for the limit
    Uni<Optional<Found>> of(Upstream upstream, String source) {
        var asking = new Asking(upstream.url(), upstream.within(), source);
        return challenge(asking)
                .map(challenge -> challenge.wishing(upstream.wish().scope()))
                .chain(challenge ->
                        resource(asking, challenge)
                                .map(resource -> resource.at(upstream.wish().issuer()))
                                .chain(resource -> found(asking, challenge, resource)));
    }

    /// What is asked about, and for whom.
    private record Asking(String url, Within within, String source) {}

    private Uni<Challenge> challenge(Asking asking) {
        return first(KNOCKS, knock -> knocked(asking, knock, asking.url(), 0))
                .map(found -> found.orElseGet(() -> Challenge.of(List.of())));
    }

    /// Where the server itself sends its callers on to, mcp-server goes, too ({@link Onward}).
    private Uni<Optional<Challenge>> knocked(Asking asking, Knock knock, String url, int hops) {
        var headers = new HashMap<>(knock.headers());
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        var sending =
                new Sending(
                        url,
                        Wanted.SPOKEN,
                        HttpMethod.POST,
                        headers,
                        Buffer.buffer(knock.body()),
                        asking.within());
        return fetches.hear(sending).chain(heard -> heard(asking, knock, url, hops, heard));
    }

    private Uni<Optional<Challenge>> heard(
            Asking asking, Knock knock, String url, int hops, Heard heard) {
        if (!(heard instanceof Heard.Said said)) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (said.status() == 401) {
            return Uni.createFrom().item(Optional.of(Challenge.of(said.challenges())));
        }
        return Onward.of(url, said.status(), said.location())
                .filter(_ -> hops < Onward.HOPS)
                .map(next -> knocked(asking, knock, next, hops + 1))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Resource> resource(Asking asking, Challenge challenge) {
        String url = asking.url();
        List<String> places = challenge.metadata().map(List::of).orElse(WellKnown.ofResource(url));
        return first(places, at -> now(at, asking).map(it -> it.flatMap(r -> Resource.of(r, url))))
                .map(found -> found.orElseGet(() -> Resource.bare(url)));
    }

    private Uni<Optional<Found>> found(Asking asking, Challenge challenge, Resource resource) {
        return first(resource.issuers(), issuer -> issuer(issuer, asking))
                .map(found ->
                        found.map(issuer ->
                                new Found(
                                        issuer,
                                        resource,
                                        Scopes.wanted(
                                                challenge.scope(),
                                                resource.scopes(),
                                                issuer.scopes()))));
    }

    private Uni<Optional<Issuer>> issuer(String issuer, Asking asking) {
        if (fetches.target(issuer, asking.within()).isEmpty() || issuer.contains("?")) {
            return Uni.createFrom().item(Optional.empty());
        }
        return first(
                WellKnown.ofIssuer(issuer),
                at ->
                        json(at, asking)
                                .map(it ->
                                        it.flatMap(json ->
                                                Issuer.of(json, issuer, url -> may(url, asking)))));
    }

    private boolean may(String url, Asking asking) {
        return fetches.target(url, asking.within()).isPresent();
    }

    private Uni<Optional<JsonNode>> json(String url, Asking asking) {
        return fetches.get(errand(url, asking)).map(Discovery::json);
    }

    /// What a server says of itself right after its refusal is never what it said before: it may
    /// have moved to another authorization server since (RFC 9728 §5.2).
    private Uni<Optional<JsonNode>> now(String url, Asking asking) {
        return fetches.anew(errand(url, asking)).map(Discovery::json);
    }

    private static Errand errand(String url, Asking asking) {
        return new Errand(url, Wanted.ISSUER_DOCUMENT, asking.source(), asking.within());
    }

    private static Optional<JsonNode> json(Outcome outcome) {
        return outcome instanceof Outcome.Document document
                ? StrictJson.object(document.body().getBytes())
                : Optional.empty();
    }

    /// The first place that has something of use; places are asked one after the other.
    private static <P, T> Uni<Optional<T>> first(
            List<P> places, Function<P, Uni<Optional<T>>> look) {
        if (places.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return look.apply(places.getFirst())
                .chain(found ->
                        found.isPresent()
                                ? Uni.createFrom().item(found)
                                : first(places.subList(1, places.size()), look));
    }
}
