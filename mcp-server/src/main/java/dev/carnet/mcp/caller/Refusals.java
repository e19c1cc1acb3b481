package dev.carnet.mcp.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.shared.outage.Outage;
import dev.carnet.shared.rest.Challenge;
import dev.carnet.shared.rest.Problem;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.token.Scope;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/// The HTTP answers that turn a request away before any JSON-RPC: problem details (RFC 9457) and
/// challenges (RFC 6750, RFC 9728).
public final class Refusals {

    /// What a client asks for when it signs in without having been told what it needs.
    private static final Set<Scope> FIRST = Set.of(Scope.READ);

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final Challenge challenge;

    /// Refusals of that resource.
    public Refusals(ProtectedResource resource) {
        this.challenge = resource.challenge();
    }

    /// 401 without a credential.
    public HttpAnswer missing(String requestId) {
        return of(401, "unauthorized", "Unauthorized", "Sign in first.", requestId)
                .with("WWW-Authenticate", challenge.missing(FIRST));
    }

    /// 401 with a credential that is not acceptable.
    public HttpAnswer invalidToken(String publicText, String requestId) {
        return of(401, "invalid_token", "Unauthorized", publicText, requestId)
                .with("WWW-Authenticate", challenge.invalidToken(FIRST, publicText));
    }

    /// 401 with a token that is bound to a key, and a proof that does not hold.
    public HttpAnswer invalidProof(String publicText, String requestId) {
        return of(401, "invalid_dpop_proof", "Unauthorized", publicText, requestId)
                .with("WWW-Authenticate", challenge.noProof("invalid_dpop_proof", publicText));
    }

    /// 401: the same again with this nonce (RFC 9449 §9).
    public HttpAnswer useNonce(String nonce, String requestId) {
        String text = "The DPoP proof needs the nonce of the header DPoP-Nonce.";
        return of(401, "use_dpop_nonce", "Unauthorized", text, requestId)
                .with("WWW-Authenticate", challenge.noProof("use_dpop_nonce", text))
                .with("DPoP-Nonce", nonce)
                .with("Cache-Control", "no-store");
    }

    /// 403: names every scope the call needs.
    public HttpAnswer insufficientScope(Set<Scope> scopes, String requestId) {
        String text = "This needs the scopes " + Scope.format(scopes) + ".";
        return of(403, "insufficient_scope", "Forbidden", text, requestId)
                .with("WWW-Authenticate", challenge.insufficientScope(scopes, text));
    }

    /// 503: nobody can decide right now.
    public HttpAnswer unavailable(String requestId) {
        return of(503, "unavailable", "Unavailable", "Try again in a moment.", requestId)
                .with("Retry-After", Integer.toString(Limits.RETRY_AFTER_SECONDS));
    }

    /// What is answered when a proof could not be judged: 503 while the database is away, and 500
    /// for a bug, which is logged here.
    public HttpAnswer undecided(Throwable fault, String requestId) {
        return Outage.in(fault)
                .map(outage -> away(outage, requestId))
                .orElseGet(() -> broken(fault, requestId));
    }

    private HttpAnswer away(Outage outage, String requestId) {
        LOG.warnf("request %s: %s", requestId, outage.line());
        return unavailable(requestId);
    }

    private HttpAnswer broken(Throwable fault, String requestId) {
        LOG.errorf(fault, "The proof of request %s could not be judged", requestId);
        return of(500, "fault", "Something went wrong here", "Quote the request id.", requestId);
    }

    /// 429: too many credentials from there that never were ours.
    public HttpAnswer tooMany(String requestId) {
        String text = "Too many wrong credentials from this network; try again in a minute.";
        return of(429, "too_many_requests", "Too many requests", text, requestId)
                .with(
                        "Retry-After",
                        Integer.toString(dev.carnet.shared.desk.Limits.GUESSERS_WAIT_SECONDS));
    }

    /// Any other refusal.
    public HttpAnswer of(
            int status, String code, String title, String publicText, String requestId) {
        var problem = Problem.of(status, code, title, publicText, requestId);
        ObjectNode body = Json.MAPPER.valueToTree(problem);
        return HttpAnswer.json(status, Problem.MEDIA_TYPE, Map.of(), body);
    }
}
