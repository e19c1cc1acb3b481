package dev.carnet.mcp.connection;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.message.CanonicalJson;
import dev.carnet.mcp.tool.Decided;
import dev.carnet.mcp.upstream.CallProof;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Ancestor;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Passports of single calls, for servers that want proof of what Carnet decided: this tool, with
/// these arguments, for this caller, once. There is one only of a call whose begin entry is
/// durable, and the entry is named in it, as are the rules and the gate that let the call through.
/// Each that is signed has an id of its own, so that whoever checks it can refuse it a second time.
@Singleton
public final class CallPassports {

    /// What the header calls them.
    static final String TYPE = "carnet-call+jwt";

    private static final int VERSION = 1;
    private static final String REQUEST = "request";

    private final Assertions assertions;
    private final Clock clock;
    private final String issuer;

    CallPassports(Assertions assertions, Clock clock, ServiceConfig config) {
        this.assertions = assertions;
        this.clock = clock;
        this.issuer = config.mcpUrl();
    }

    /// Signs a passport of that call at each time it is asked, so that what is sent again carries
    /// another one.
    ///
    /// @param audience the server's address
    public Uni<CallProof> of(Caller caller, String audience, Use.Act.Call act, Decided decided) {
        return assertions
                .key()
                .map(pair ->
                        new CallProof() {
                            @Override
                            public String call() {
                                return signed(claims(caller, audience, act, decided));
                            }

                            @Override
                            public String request(String method, String target, byte[] body) {
                                return signed(
                                        claims(caller, audience, act, decided)
                                                .claim(REQUEST, made(method, target, body)));
                            }

                            private String signed(JWTClaimsSet.Builder claims) {
                                return Assertions.sign(pair, TYPE, claims.build());
                            }
                        });
    }

    /// A service that speaks plain HTTP sees no tool and no arguments, but what was made of them.
    private static Map<String, String> made(String method, String target, byte[] body) {
        return Map.of(
                "method", method, "target", target, "body_sha256", CanonicalJson.sha256(body));
    }

    private JWTClaimsSet.Builder claims(
            Caller caller, String audience, Use.Act.Call act, Decided decided) {
        Instant now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience)
                        .subject(Principal.person(caller).orElse(caller.subject()))
                        .jwtID(Ids.fresh("cps"))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(ConnectionLimits.CALL_PASSPORT)))
                        .claim("tool", act.tool())
                        .claim("arguments_sha256", CanonicalJson.sha256ForOthers(act.arguments()))
                        .claim("carnet", own(caller, decided));
        List<String> chain = chain(caller);
        if (!chain.isEmpty()) {
            claims.claim("act", actors(chain));
        }
        return claims;
    }

    private static Map<String, Object> own(Caller caller, Decided decided) {
        var own = new HashMap<String, Object>();
        own.put("v", VERSION);
        own.put("ws", caller.workspace());
        own.put("entry", Map.of("log", decided.log(), "seq", decided.seq()));
        decided.policy().ifPresent(policy -> own.put("policy", policy));
        decided.gate().ifPresent(gate -> own.put("gate", gate));
        if (caller.credential() instanceof Credential.Passport passport) {
            own.put("passport", passport.jti());
            own.put("session", passport.session());
        }
        return own;
    }

    /// Who acts for the subject, the current one first, and whoever sent them after them.
    private static List<String> chain(Caller caller) {
        var chain = new ArrayList<>(caller.actors());
        if (caller.credential() instanceof Credential.Passport passport) {
            chain.add(passport.agent());
            Mandate mandate = passport.mandate();
            mandate.chain().reversed().stream().map(Ancestor::agent).forEach(chain::add);
        }
        return chain;
    }

    private static Map<String, Object> actors(List<String> chain) {
        Map<String, Object> act = Map.of("sub", chain.getLast());
        for (String actor : chain.reversed().subList(1, chain.size())) {
            act = Map.of("sub", actor, "act", act);
        }
        return act;
    }
}
