package dev.carnet.verifier;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.carnet.verifier.Verdict.Reason;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/// Checks passports of agents.
///
/// ```java
/// var keys = JWKSourceBuilder.create(new URI("https://carnet.example/jwks").toURL()).build();
/// var verifier = new PassportVerifier(keys, issuer, "https://carnet.example/mcp", "ws_…", clock);
/// switch (verifier.verify(token, Optional.empty())) {
///     case Verdict.Valid(Passport passport) -> serve(passport);
///     case Verdict.Refused(var reason, var why) -> refuse();
/// }
/// ```
public final class PassportVerifier {

    private static final String TYPE = "at+jwt";
    private static final Set<String> TOP =
            Set.of(
                    "iss",
                    "aud",
                    "sub",
                    "client_id",
                    "jti",
                    "iat",
                    "exp",
                    "scope",
                    "act",
                    "cnf",
                    "carnet");
    private static final Set<String> OWN =
            Set.of("v", "kind", "ws", "seq", "agent", "owner", "session", "intent", "rules");

    private final Signed signed;
    private final String workspace;

    /// @param keys of `jwks_uri` in the issuer's metadata
    /// @param audience Carnet's MCP endpoint, or whatever the passports are made out to
    /// @param workspace whose agents they are: all workspaces of a Carnet have one issuer
    public PassportVerifier(
            JWKSource<SecurityContext> keys,
            String issuer,
            String audience,
            String workspace,
            Clock clock) {
        this.signed = new Signed(keys, issuer, audience, clock);
        this.workspace = workspace;
    }

    /// Whether that is a passport that has not ended by itself.
    ///
    /// @param provenKey the thumbprint (RFC 7638) of the key whose DPoP proof came with it; a
    ///   passport that is bound to a key is nobody's without
    public Verdict<Passport> verify(String token, Optional<String> provenKey) {
        try {
            return new Verdict.Valid<>(passport(signed.claims(token, TYPE), provenKey));
        } catch (Rejected rejected) {
            return rejected.verdict();
        }
    }

    private Passport passport(Claims claims, Optional<String> provenKey) throws Rejected {
        claims.only(TOP);
        Claims own = claims.object("carnet");
        Rejected.unless(own.text("ws").equals(workspace), Reason.NOT_FOR_US, "another workspace");
        long version = own.number("v");
        Rejected.unless(version == 1 || version == 2, Reason.VERSION, "version " + version);
        Rejected.unless(
                own.text("kind").equals("passport") && claims.actors().isEmpty(),
                Reason.MALFORMED,
                "no passport of an agent");
        Optional<String> bound =
                claims.has("cnf")
                        ? Optional.of(claims.object("cnf").text("jkt"))
                        : Optional.empty();
        Rejected.unless(
                bound.isEmpty() || bound.equals(provenKey),
                Reason.UNPROVEN,
                "it is bound to a key that was not proven");
        return Mandates.passport(claims, own, version == 1 ? OWN : Mandates.with(OWN));
    }
}
