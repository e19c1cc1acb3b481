package dev.carnet.auth.connect;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Pkce;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.connection.TokenAnswer;
import dev.carnet.shared.connection.TokenRequest;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The two halves of the way through an upstream's authorization server: sending a browser there,
/// with state and PKCE that wait for it here, and judging what it brings back.
@Singleton
final class Connecting {

    private final Discovery discovery;
    private final OurClients clients;
    private final OurDocument document;
    private final BegunStore begunStore;
    private final Making making;
    private final Fetches fetches;
    private final Clock clock;

    Connecting(
            Discovery discovery,
            OurClients clients,
            OurDocument document,
            BegunStore begunStore,
            Making making,
            Fetches fetches,
            Clock clock) {
        this.discovery = discovery;
        this.clients = clients;
        this.document = document;
        this.begunStore = begunStore;
        this.making = making;
        this.fetches = fetches;
        this.clock = clock;
    }

    /// Where the browser of that person goes, to connect to that server.
    Uni<String> begin(Upstream upstream, SignedIn person, Visitor visitor) {
        return discovery
                .of(upstream, visitor.address())
                .map(found -> found.orElseThrow(() -> Obstacle.UNKNOWN_ISSUER.refusal()))
                .chain(found ->
                        clients.at(found.issuer(), upstream)
                                .map(client ->
                                        client.orElseThrow(() -> Obstacle.NO_CLIENT.refusal()))
                                .chain(client -> away(upstream, person, found, client)));
    }

    private Uni<String> away(
            Upstream upstream, SignedIn person, Discovery.Found found, OurClient client) {
        String state = OpaqueToken.fresh("");
        var begun =
                new Begun(
                        upstream.workspace(),
                        upstream.id(),
                        person.person(),
                        OpaqueToken.fresh(""),
                        course(upstream, found, client));
        String endpoint = found.issuer().authorizationEndpoint();
        String location =
                endpoint
                        + (endpoint.contains("?") ? "&" : "?")
                        + TokenRequest.encode(query(begun, state));
        return begunStore.insert(state, person, begun, clock.instant()).replaceWith(location);
    }

    private static Course course(Upstream upstream, Discovery.Found found, OurClient client) {
        Issuer issuer = found.issuer();
        return new Course(
                issuer.issuer(),
                issuer.tokenEndpoint(),
                issuer.revocationEndpoint(),
                issuer.names(),
                client.id(),
                found.resource().name(),
                upstream.url(),
                upstream.scopes(found.scope(), issuer.issuer()),
                upstream.privateAllowed());
    }

    private Map<String, String> query(Begun begun, String state) {
        Course course = begun.course();
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", course.clientId());
        query.put("redirect_uri", document.redirectUri());
        if (!course.scope().isEmpty()) {
            query.put("scope", course.scope());
        }
        query.putAll(Lasting.wish(course.issuer(), course.scope()));
        query.put("state", state);
        query.put("resource", course.resource());
        query.put("code_challenge", Pkce.challenge(begun.verifier()));
        query.put("code_challenge_method", Pkce.METHOD);
        return query;
    }

    /// Judges what the browser of that person brings back, and keeps the tokens.
    Uni<Begun> finish(Parameters answer, SignedIn person, Visitor visitor) {
        return begunStore
                .take(answer.one("state").orElse(""), person, clock.instant())
                .map(begun -> begun.orElseThrow(() -> Obstacle.STATE.refusal()))
                .call(begun -> redeem(begun, answer, visitor));
    }

    private Uni<Void> redeem(Begun begun, Parameters answer, Visitor visitor) {
        Course course = begun.course();
        demandIssuer(course, answer.one("iss"));
        String code = answer.one("code").orElseThrow(() -> Obstacle.DECLINED.refusal());
        return clients.named(course.issuer(), begun.workspace(), course.clientId())
                .chain(client ->
                        ask(begun, client, code).chain(said -> keep(begun, client, said, visitor)));
    }

    /// An issuer that names itself in its answers does so always, and nobody names another (RFC
    /// 9207 §2.4: mix-up).
    private static void demandIssuer(Course course, Optional<String> said) {
        boolean own = said.equals(Optional.of(course.issuer()));
        if (!own && (said.isPresent() || course.names())) {
            throw Obstacle.ISSUER.refusal();
        }
    }

    private Uni<TokenAnswer> ask(Begun begun, OurClient client, String code) {
        Course course = begun.course();
        var request =
                TokenRequest.redeem(
                        course.tokenEndpoint(),
                        client,
                        Map.of(
                                "code",
                                code,
                                "redirect_uri",
                                document.redirectUri(),
                                "code_verifier",
                                begun.verifier()),
                        course.resource());
        var sending =
                new Sending(
                        request.url(),
                        Wanted.SPOKEN,
                        HttpMethod.POST,
                        request.headers(),
                        Buffer.buffer(request.body()),
                        Within.server(course.address(), course.privateAllowed()));
        return fetches.hear(sending).map(this::read);
    }

    private TokenAnswer read(Heard heard) {
        return switch (heard) {
            case Heard.Said said ->
                    TokenAnswer.read(said.status(), said.body().getBytes(), clock.instant());
            case Heard.Silence silence -> new TokenAnswer.Unclear(silence.reason());
        };
    }

    private Uni<Void> keep(Begun begun, OurClient client, TokenAnswer answer, Visitor visitor) {
        return switch (answer) {
            case TokenAnswer.Given given -> making.keep(begun, client, given.tokens(), visitor);
            case TokenAnswer.Refused refused when refused.code().equals("invalid_client") ->
                    clients.forget(begun.course().issuer(), begun.workspace(), client.id())
                            .chain(() -> Uni.createFrom().failure(Obstacle.TOKEN.refusal()));
            case TokenAnswer.Refused _ -> Uni.createFrom().failure(Obstacle.TOKEN.refusal());
            case TokenAnswer.Unclear _ -> Uni.createFrom().failure(Obstacle.TOKEN.refusal());
        };
    }
}
