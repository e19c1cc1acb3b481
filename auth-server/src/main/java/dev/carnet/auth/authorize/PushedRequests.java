package dev.carnet.auth.authorize;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Authorization requests that a client left here before it sent a person (RFC 9126).
///
/// A request URI is used up by the person's answer, in the transaction that keeps it, and not by
/// being looked at: programs try the address themselves, people reload the sign-in page, and come
/// back to it after signing in. Its short life counts until it is first opened; from then on a
/// person has the time of a form. Whoever opens it again meanwhile can only ask another person for
/// consent, as with any link; after the answer nobody can.
@Singleton
final class PushedRequests {

    /// RFC 9126 §2.2.
    private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    private final PushedStore store;
    private final Clock clock;

    PushedRequests(PushedStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// The request URI of ours that a request names. No other is ever looked at (V14).
    static Optional<String> named(Parameters parameters) {
        return parameters.one("request_uri").filter(uri -> uri.startsWith(PREFIX));
    }

    /// Keeps a request, and answers with the URI that opens it.
    Uni<String> keep(Client client, String query) {
        String uri = PREFIX + OpaqueToken.fresh("");
        Instant now = clock.instant();
        return store.insert(hash(uri), client.id(), query, now, now.plus(Limits.PUSHED_LIFE))
                .replaceWith(uri);
    }

    /// The request behind the URI, if that client pushed it and it still waits for its answer.
    Uni<Parameters> open(String uri, String clientId) {
        Instant now = clock.instant();
        return store.open(hash(uri), clientId, now, now.plus(Limits.PUSHED_ANSWER))
                .map(query -> query.map(Parameters::parse).orElseThrow(PushedRequests::over));
    }

    /// Notes that the request is answered now, if it is a pushed one; only one answer counts.
    Uni<Void> answer(SqlConnection transaction, AuthorizeRequest request) {
        return request.pushed()
                .map(uri -> store.answer(transaction, hash(uri), clock.instant()))
                .orElseGet(() -> Uni.createFrom().item(true))
                .invoke(PushedRequests::demand)
                .replaceWithVoid();
    }

    private static void demand(boolean first) {
        if (!first) {
            throw over();
        }
    }

    private static Refusal over() {
        return Refusal.because(
                ErrorCode.INVALID_REQUEST_URI,
                "This request is unknown, too old or already answered. Start again in the program"
                        + " you came from.",
                "pushed_request_over");
    }

    private static Buffer hash(String uri) {
        return OpaqueToken.hash(uri);
    }
}
