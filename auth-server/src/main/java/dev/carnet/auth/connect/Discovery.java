package dev.carnet.auth.connect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Heard;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Sending;
import dev.carnet.shared.fetch.Wanted;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// From the address of an upstream to the authorization server that gives tokens for it: its
/// refusal of a stranger, its metadata (RFC 9728), those of its issuer (RFC 8414).
@Singleton
final class Discovery {

    private static final String KNOCK =
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"carnet","version":"1"}}}\
            """;

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
        String url = upstream.url();
        return challenge(url)
                .map(challenge -> challenge.wishing(upstream.wish().scope()))
                .chain(challenge ->
                        resource(url, challenge, source)
                                .map(resource -> resource.at(upstream.wish().issuer()))
                                .chain(resource -> found(challenge, resource, source)));
    }

    private Uni<Challenge> challenge(String url) {
        var sending =
                new Sending(
                        url,
                        Wanted.SPOKEN,
                        HttpMethod.POST,
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Accept",
                                "application/json, text/event-stream"),
                        Buffer.buffer(KNOCK));
        return fetches.hear(sending)
                .map(heard ->
                        heard instanceof Heard.Said said && said.status() == 401
                                ? Challenge.of(said.challenges())
                                : Challenge.of(List.of()));
    }

    private Uni<Resource> resource(String url, Challenge challenge, String source) {
        List<String> places = challenge.metadata().map(List::of).orElse(WellKnown.ofResource(url));
        return first(places, at -> json(at, source).map(it -> it.flatMap(r -> Resource.of(r, url))))
                .map(found -> found.orElseGet(() -> Resource.bare(url)));
    }

    private Uni<Optional<Found>> found(Challenge challenge, Resource resource, String source) {
        return first(resource.issuers(), issuer -> issuer(issuer, source))
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

    private Uni<Optional<Issuer>> issuer(String issuer, String source) {
        if (fetches.target(issuer).isEmpty() || issuer.contains("?")) {
            return Uni.createFrom().item(Optional.empty());
        }
        return first(
                WellKnown.ofIssuer(issuer),
                at ->
                        json(at, source)
                                .map(it -> it.flatMap(json -> Issuer.of(json, issuer, this::may))));
    }

    private boolean may(String url) {
        return fetches.target(url).isPresent();
    }

    private Uni<Optional<JsonNode>> json(String url, String source) {
        return fetches.get(new Errand(url, Wanted.ISSUER_DOCUMENT, source))
                .map(outcome ->
                        outcome instanceof Outcome.Document document
                                ? StrictJson.object(document.body().getBytes())
                                : Optional.empty());
    }

    /// The first place that has something of use; places are asked one after the other.
    private static <T> Uni<Optional<T>> first(
            List<String> places, Function<String, Uni<Optional<T>>> look) {
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
