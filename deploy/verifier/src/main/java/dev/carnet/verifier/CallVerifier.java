package dev.carnet.verifier;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.carnet.verifier.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/// Checks that a call is one that Carnet let through: the same tool, the same arguments, now, and
/// for the first time. It comes in the member `dev.carnet/call_passport` of the call's `_meta`.
///
/// ```java
/// switch (calls.verify(token, "transfer", argumentsAsTheyCame)) {
///     case Verdict.Valid(CallPassport call) -> transfer(call);
///     case Verdict.Refused(var reason, var why) -> refuse();
/// }
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

    private CallPassport checked(String token, String tool, String arguments) throws Rejected {
        Claims claims = signed.claims(token, TYPE);
        claims.only(TOP);
        CallPassport call = call(claims, claims.object("carnet"));
        Rejected.unless(call.workspace().equals(workspace), Reason.NOT_FOR_US, "another workspace");
        Rejected.unless(
                !claims.time("iat").plus(LONGEST).isBefore(call.expiresAt()),
                Reason.TIME,
                "it counts for too long");
        Rejected.unless(call.tool().equals(tool), Reason.TOOL, "it is for " + call.tool());
        byte[] said = claims.text("arguments_sha256").getBytes(StandardCharsets.US_ASCII);
        byte[] came = Arguments.sha256(arguments).getBytes(StandardCharsets.US_ASCII);
        Rejected.unless(
                MessageDigest.isEqual(said, came), Reason.ARGUMENTS, "it is for other arguments");
        Rejected.unless(
                used.first(call.jti(), call.expiresAt()), Reason.USED, "it was used before");
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
