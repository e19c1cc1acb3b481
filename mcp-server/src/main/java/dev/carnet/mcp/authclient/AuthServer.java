package dev.carnet.mcp.authclient;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// auth-server's REST API, asked in the name of a caller.
public final class AuthServer {

    private static final Logger LOG = Logger.getLogger(AuthServer.class);

    private final Transport transport;
    private final TokenExchange exchange;
    private final Supplier<Uni<ClientAssertions>> assertions;
    private final ExchangedTokens tokens;
    private final Address address;
    private final Clock clock;

    /// @param assertions mcp-server's own identity, as soon as it is known
    AuthServer(
            Transport transport,
            Address address,
            Supplier<Uni<ClientAssertions>> assertions,
            Clock clock) {
        this.transport = transport;
        this.address = address;
        this.assertions = assertions;
        this.clock = clock;
        this.exchange = new TokenExchange(transport, address);
        this.tokens = new ExchangedTokens(clock, Limits.EXCHANGED_TOKENS);
    }

    /// Asks in the name of the call's caller, with a token of those scopes. A token in hand that
    /// auth-server refuses is replaced once; a 401 means that nothing was done.
    ///
    /// @param scopes within the caller's
    public Uni<Answer> ask(ToolCall call, Set<Scope> scopes, ApiRequest request) {
        return tokens.find(call.presented().secret(), scopes)
                .map(token ->
                        send(token, call, request).chain(got -> renew(got, call, scopes, request)))
                .orElseGet(() -> exchangeAndSend(call, scopes, request))
                .onFailure()
                .recoverWithItem(fault -> new Answer.Unavailable(fault.getClass().getSimpleName()))
                .invoke(AuthServer::report);
    }

    /// Forgets what was exchanged for callers who are revoked by now.
    public void dropIf(Predicate<Caller> revoked) {
        tokens.dropIf(revoked);
    }

    private Uni<Answer> renew(Answer answer, ToolCall call, Set<Scope> scopes, ApiRequest request) {
        if (answer instanceof Answer.Refused refused && refused.status() == 401) {
            tokens.drop(call.presented().secret(), scopes);
            return exchangeAndSend(call, scopes, request);
        }
        return Uni.createFrom().item(answer);
    }

    private Uni<Answer> exchangeAndSend(ToolCall call, Set<Scope> scopes, ApiRequest request) {
        return assertions
                .get()
                .chain(own -> exchange.exchange(call.presented(), scopes, own))
                .invoke(exchanged -> keep(exchanged, call, scopes))
                .chain(exchanged -> sendWith(exchanged, call, request));
    }

    private void keep(Exchanged exchanged, ToolCall call, Set<Scope> scopes) {
        if (exchanged instanceof Exchanged.Token token) {
            var until = clock.instant().plus(Duration.ofSeconds(token.seconds() / 2));
            tokens.keep(call.presented().secret(), scopes, call.caller(), token.text(), until);
        }
    }

    private Uni<Answer> sendWith(Exchanged exchanged, ToolCall call, ApiRequest request) {
        return switch (exchanged) {
            case Exchanged.Token token -> send(token.text(), call, request);
            case Exchanged.None none -> Uni.createFrom().item(none.answer());
        };
    }

    private Uni<Answer> send(String token, ToolCall call, ApiRequest request) {
        return transport
                .send(address.api(), request, headers(token, call, request))
                .map(Replies::read);
    }

    private static Map<String, String> headers(String token, ToolCall call, ApiRequest request) {
        var headers = new TreeMap<String, String>();
        headers.put("Authorization", "Bearer " + token);
        headers.put("X-Request-Id", call.requestId());
        call.trace().ifPresent(trace -> headers.put("traceparent", trace));
        if (request.changes()) {
            headers.put("Idempotency-Key", call.requestId());
        }
        return headers;
    }

    private static void report(Answer answer) {
        if (answer instanceof Answer.Unavailable unavailable) {
            LOG.warnf("auth-server cannot be asked: %s", unavailable.reason());
        }
    }
}
