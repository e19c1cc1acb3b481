package dev.carnet.mcp.connection;

import dev.carnet.shared.connection.HeldTokens;
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

/// What is asked of providers, all of it through the one guard for fetches (G7).
@Singleton
final class TokenEndpoints {

    private final Fetches fetches;
    private final Clock clock;

    TokenEndpoints(Fetches fetches, Clock clock) {
        this.fetches = fetches;
        this.clock = clock;
    }

    Uni<TokenAnswer> renew(Connection connection, HeldTokens held, String refreshToken) {
        return send(connection, TokenRequest.renew(held, refreshToken)).map(this::read);
    }

    private TokenAnswer read(Heard heard) {
        return switch (heard) {
            case Heard.Said said ->
                    TokenAnswer.read(said.status(), said.body().getBytes(), clock.instant());
            case Heard.Silence silence -> new TokenAnswer.Unclear(silence.reason());
        };
    }

    /// Asks the provider to forget what it gave, as far as it can be asked (RFC 7009).
    ///
    /// @return whether nothing more can be done
    Uni<Boolean> revoke(Connection connection, HeldTokens held) {
        return held.revocationEndpoint()
                .map(url ->
                        held.refreshToken()
                                .map(token -> revocation(held, url, token, "refresh_token"))
                                .orElseGet(() ->
                                        revocation(held, url, held.accessToken(), "access_token")))
                .map(request -> send(connection, request).map(TokenEndpoints::isFinal))
                .orElseGet(() -> Uni.createFrom().item(true));
    }

    private static TokenRequest revocation(HeldTokens held, String url, String token, String hint) {
        return TokenRequest.revoke(url, held.client(), token, hint);
    }

    private static boolean isFinal(Heard heard) {
        return heard instanceof Heard.Said said && said.status() < 500;
    }

    /// A provider at the server's own host may be as private as the server.
    private Uni<Heard> send(Connection connection, TokenRequest request) {
        return fetches.hear(
                new Sending(
                        request.url(),
                        Wanted.SPOKEN,
                        HttpMethod.POST,
                        request.headers(),
                        Buffer.buffer(request.body()),
                        Within.server(connection.resource(), connection.privateAllowed())));
    }
}
