package dev.carnet.verifier;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.carnet.verifier.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that a call is one that Carnet let through: the same tool, the same arguments, now, and
/// for the first time. It comes in the member `dev.carnet/call_passport` of the call's `_meta`.
///
/// ```java
/// switch (calls.verify(token, "transfer", argumentsAsTheyCame)) {
///     case Verdict.Valid(CallPassport call) -> transfer(call);
///     case Verdict.Refused(var reason, var why) -> refuse();
/// }
/// ```
///
/// A service that speaks plain HTTP finds it in the header `Carnet-Call-Passport`, and compares the
/// request instead:
///
/// ```java
/// calls.verifyRequest(token, "POST", "/v1/transfers?dry=false", bodyAsItCame)
/// ```
public final class CallVerifier {

    /// None counts for longer, whatever it says.
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final String TYPE = "carnet-call+jwt";
    private static final Set<String> TOP =
            Set.of(
                    "iss",
                    "aud",
                    "sub",
                    "jti",
                    "iat",
                    "exp",
                    "tool",
                    "arguments_sha256",
                    "act",
                    "carnet");
    private static final String REQUEST = "request";
    private static final Set<String> TOP_OF_REQUESTS =
            Stream.concat(TOP.stream(), Stream.of(REQUEST)).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> OWN =
            Set.of("v", "ws", "entry", "policy", "gate", "passport", "session");

    private final Signed signed;
    private final String workspace;
    private final Used used;

    /// @param keys of `/.well-known/carnet-assertion-keys.json` at the origin of the MCP endpoint
    /// @param issuer Carnet's MCP endpoint
    /// @param audience this server, as Carnet has it registered
    /// @param workspace whose calls it takes: all workspaces of a Carnet have one issuer and one
    ///   key, and each of them says for itself which servers it has
    public CallVerifier(
            JWKSource<SecurityContext> keys,
            String issuer,
            String audience,
            String workspace,
            Used used,
            Clock clock) {
        this.signed = new Signed(keys, issuer, audience, clock);
        this.workspace = workspace;
        this.used = used;
    }

    /// Whether that call may run, once. It is used up by asking, and only if all else holds.
    ///
    /// @param tool its name in the call
    /// @param arguments the JSON object of the call, as it came
    public Verdict<CallPassport> verify(String token, String tool, String arguments) {
        try {
            return new Verdict.Valid<>(checked(token, tool, arguments));
        } catch (Rejected rejected) {
            return rejected.verdict();
        }
    }

    /// Whether that HTTP request may be served, once. It is used up by asking, and only if all else
    /// holds.
    ///
    /// @param target path and query, as they came in the request line
    /// @param body as it came; empty where there is none
    public Verdict<CallPassport> verifyRequest(
            String token, String method, String target, byte[] body) {
        try {
            return new Verdict.Valid<>(checked(token, method, target, body));
        } catch (Rejected rejected) {
            return rejected.verdict();
        }
    }

    private CallPassport checked(String token, String method, String target, byte[] body)
            throws Rejected {
        Claims claims = signed.claims(token, TYPE);
        claims.only(TOP_OF_REQUESTS);
        CallPassport call = current(claims);
        Claims request = claims.object(REQUEST);
        request.only(Set.of("method", "target", "body_sha256"));
        boolean same =
                request.text("method").equals(method) && request.text("target").equals(target);
        Rejected.unless(same, Reason.REQUEST, "it is for another request");
        demandSame(request.text("body_sha256"), Arguments.sha256(body), "it is for another body");
        return spent(call);
    }

    private CallPassport checked(String token, String tool, String arguments) throws Rejected {
        Claims claims = signed.claims(token, TYPE);
        claims.only(TOP);
        CallPassport call = current(claims);
        Rejected.unless(call.tool().equals(tool), Reason.TOOL, "it is for " + call.tool());
        demandSame(
                claims.text("arguments_sha256"),
                Arguments.sha256(arguments),
                "it is for other arguments");
        return spent(call);
    }

    private static void demandSame(String said, String came, String otherwise) throws Rejected {
        Rejected.unless(
                MessageDigest.isEqual(
                        said.getBytes(StandardCharsets.US_ASCII),
                        came.getBytes(StandardCharsets.US_ASCII)),
                Reason.ARGUMENTS,
                otherwise);
    }

    private CallPassport spent(CallPassport call) throws Rejected {
        Rejected.unless(
                used.first(call.jti(), call.expiresAt()), Reason.USED, "it was used before");
        return call;
    }

    private CallPassport current(Claims claims) throws Rejected {
        CallPassport call = call(claims, claims.object("carnet"));
        Rejected.unless(call.workspace().equals(workspace), Reason.NOT_FOR_US, "another workspace");
        Rejected.unless(
                !claims.time("iat").plus(LONGEST).isBefore(call.expiresAt()),
                Reason.TIME,
                "it counts for too long");
        return call;
    }

    private static CallPassport call(Claims claims, Claims own) throws Rejected {
        Rejected.unless(own.number("v") == 1, Reason.VERSION, "another version");
        own.only(OWN);
        Claims entry = own.object("entry");
        entry.only(Set.of("log", "seq"));
        return new CallPassport(
                claims.text("jti"),
                own.text("ws"),
                claims.text("sub"),
                claims.actors(),
                claims.text("tool"),
                own.optional("policy"),
                own.optional("gate"),
                entry.text("log"),
                entry.number("seq"),
                own.optional("passport"),
                claims.time("exp"));
    }
}
