package dev.carnet.mcp.connection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.message.CanonicalJson;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Short words of Carnet about who calls, for a server that trusts it: who, for which server, to do
/// what. They are signed with a key of mcp-server's own: auth-server's keys sign what Carnet itself
/// accepts, and asking it at each call would put it in the way of every one. The issuer is the MCP
/// endpoint, so that nobody takes one for a token of auth-server.
@Singleton
public final class Assertions {

    private static final String DIGEST = "arguments_sha256";
    private static final String TYPE = "carnet-assertion+jwt";

    private final AssertionKeyStore store;
    private final Clock clock;
    private final String issuer;
    private final AtomicReference<Optional<ECKey>> key = new AtomicReference<>(Optional.empty());

    Assertions(AssertionKeyStore store, Clock clock, ServiceConfig config) {
        this.store = store;
        this.clock = clock;
        this.issuer = config.mcpUrl();
    }

    /// Makes the key if there is none yet.
    public Uni<Void> known() {
        return key().replaceWithVoid();
    }

    /// The public key set, for servers that check assertions.
    Uni<String> published() {
        return key().map(pair -> new JWKSet(pair.toPublicJWK()).toString());
    }

    /// A word about that caller for that server, good for a minute and for this act.
    ///
    /// @param audience the server's address
    /// @param act what it is for; none for looking what the server offers
    Uni<String> of(Caller caller, String audience, Optional<Use.Act> act) {
        return key().map(pair -> sign(pair, TYPE, claims(caller, audience, act)));
    }

    private JWTClaimsSet claims(Caller caller, String audience, Optional<Use.Act> act) {
        Instant now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience)
                        .subject(Principal.person(caller).orElse(caller.subject()))
                        .jwtID(Ids.characters(32))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(ConnectionLimits.ASSERTION)))
                        .claim("workspace", caller.workspace())
                        .claim("role", caller.role().wire());
        if (caller.credential() instanceof Caller.Credential.Passport passport) {
            claims.claim("act", Map.of("sub", passport.agent()));
        } else {
            caller.actor().ifPresent(actor -> claims.claim("act", Map.of("sub", actor)));
        }
        act.ifPresent(it -> about(claims, it));
        return claims.build();
    }

    /// What was decided about, in the server's own names, so that the server can see whether that
    /// is what arrives.
    private static void about(JWTClaimsSet.Builder claims, Use.Act act) {
        switch (act) {
            case Use.Act.Call call ->
                    claims.claim("tool", call.tool())
                            .claim(DIGEST, CanonicalJson.sha256ForOthers(call.arguments()));
            case Use.Act.Get get ->
                    claims.claim("prompt", get.prompt())
                            .claim(DIGEST, CanonicalJson.sha256ForOthers(get.arguments()));
            case Use.Act.Read read -> claims.claim("resource", read.uri());
            case Use.Act.Complete complete ->
                    claims.claim("completion", true)
                            .claim(DIGEST, CanonicalJson.sha256ForOthers(complete.params()));
        }
    }

    /// Signs claims as a JWT of that type.
    static String sign(ECKey pair, String type, JWTClaimsSet claims) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(pair.getKeyID())
                        .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(pair));
            return jwt.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException("the assertion key cannot sign", broken);
        }
    }

    /// The one key pair.
    Uni<ECKey> key() {
        return key.get()
                .map(known -> Uni.createFrom().item(known))
                .orElseGet(() -> store.firstOne().invoke(made -> key.set(Optional.of(made))));
    }
}
