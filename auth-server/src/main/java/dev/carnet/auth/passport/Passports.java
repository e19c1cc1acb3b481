package dev.carnet.auth.passport;

import static dev.carnet.auth.protocol.Limits.VOUCHED_LIFE;

import dev.carnet.auth.mandate.ServiceStore;
import dev.carnet.auth.signing.Signer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Issues passports: for an agent that is active, within its scopes and those of who asks.
@ApplicationScoped
class Passports {

    private final PassportStore store = new PassportStore();
    private final Grounds grounds = new Grounds();
    private final LineStore lines = new LineStore();
    private final ServiceStore services = new ServiceStore();
    private final EndingLockStore locks = new EndingLockStore();
    private final PictureHolder pictures;
    private final Signer signer;
    private final ServiceConfig config;
    private final Audiences audiences;
    private final Clock clock;

    Passports(
            PictureHolder pictures,
            Signer signer,
            ServiceConfig config,
            Audiences audiences,
            Clock clock) {
        this.audiences = audiences;
        this.pictures = pictures;
        this.signer = signer;
        this.config = config;
        this.clock = clock;
    }

    /// The number the passport carries is read before the agent's row is: whatever is revoked from
    /// then on has a higher one.
    Uni<Deed> issue(SqlConnection transaction, ApiCall call, PassportRequest request) {
        long seq = seq();
        return grounds.hold(transaction, call)
                .chain(() -> agent(transaction, call, request))
                .invoke(bearer -> demandReach(call, bearer))
                .chain(bearer -> give(transaction, call, seq, request, bearer, Optional.empty()));
    }

    /// A passport that an agent asked for with its own key or its platform's word, and for itself
    /// only. It carries the number of when that was looked up.
    Uni<Deed> request(SqlConnection transaction, ApiCall call, PassportRequest request) {
        if (!call.caller().subject().equals(request.agentId())) {
            throw Refused.field("/passport/agent_id", "is not the agent that signed");
        }
        long seq = ((Caller.Credential.Passport) call.caller().credential()).seq();
        return agent(transaction, call, request)
                .map(bearer ->
                        Words.issuer(call.caller())
                                .map(_ -> bearer.living(VOUCHED_LIFE))
                                .orElse(bearer))
                .chain(bearer -> give(transaction, call, seq, request, bearer, Optional.empty()))
                .map(deed ->
                        new Deed(
                                deed.answer(),
                                deed.event().with("kind", "assertion"),
                                deed.changes()));
    }

    /// A passport below the caller's own. Both agents answer to one person: nobody acts in the name
    /// of somebody else's.
    Uni<Deed> delegate(SqlConnection transaction, ApiCall call, PassportRequest request) {
        long seq = seq();
        var own = (Caller.Credential.Passport) call.caller().credential();
        String line = call.caller().mandate().line().orElse(own.jti());
        return lines.isAlone(transaction, call.workspace(), line)
                .invoke(Passports::demandSending)
                .chain(() -> agent(transaction, call, request))
                .invoke(bearer -> {
                    if (!bearer.owner().equals(own.owner())) {
                        throw Refused.role("An agent sends agents of its own owner.");
                    }
                })
                .chain(bearer ->
                        give(transaction, call, seq, request, bearer, Optional.of(call.caller())));
    }

    private static void demandSending(boolean alone) {
        if (alone) {
            throw Refused.role(
                    "It was declared that this agent sends nobody (will_delegate): ask for a"
                            + " passport that says otherwise.");
        }
    }

    private Uni<Bearer> agent(SqlConnection transaction, ApiCall call, PassportRequest request) {
        return store.bearer(transaction, call.workspace(), request.agentId())
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private Uni<Deed> give(
            SqlConnection transaction,
            ApiCall call,
            long seq,
            PassportRequest request,
            Bearer bearer,
            Optional<Caller> parent) {
        demandActive(bearer);
        Grounds.demandFactor(bearer);
        return lines.owed(transaction, call.workspace(), request.agentId(), clock.instant())
                .invoke(Passports::demandReported)
                .chain(() ->
                        services.demandKnown(
                                transaction,
                                call.workspace(),
                                "/intent/services",
                                request.declared()))
                .chain(() -> services.resolve(transaction, call.workspace(), request.services()))
                .chain(resolved -> audiences.meant(transaction, call, request.with(resolved)))
                .map(meant -> new Terms(meant, bearer, parent))
                .chain(terms -> give(transaction, call, seq, terms));
    }

    /// Toolsets that are declared stand for the servers that they have something of.
    private Uni<Deed> give(SqlConnection transaction, ApiCall call, long seq, Terms terms) {
        Mandate mandate = terms.mandate();
        return services.toolsets(transaction, call.workspace(), mandate.intentServices())
                .map(toolsets -> Terms.opened(mandate, toolsets))
                .map(opened -> claims(call, terms, opened, seq))
                .chain(claims -> give(transaction, call, terms, claims));
    }

    private Uni<Deed> give(
            SqlConnection transaction, ApiCall call, Terms terms, TokenClaims claims) {
        return locks.hold(transaction, call.workspace(), named(claims.mandate()))
                .chain(() ->
                        store.insert(
                                transaction,
                                claims,
                                terms.life(claims.mandate()),
                                call.caller().subject(),
                                Through.of(call.caller())))
                .chain(() ->
                        terms.request().alone()
                                ? lines.keepAlone(transaction, claims.workspace(), claims.jti())
                                : Uni.createFrom().voidItem())
                .chain(() -> signer.sign(claims))
                .map(Passports::demandShort)
                .map(token -> deed(call, claims, token));
    }

    /// Whoever disconnects somebody from one of these has to find the passport.
    private static List<String> named(Mandate mandate) {
        return mandate.services().stream().flatMap(List::stream).map(Service::id).toList();
    }

    private static String demandShort(String token) {
        if (token.length() > TokenCheck.MAX_CHARACTERS) {
            throw Refused.field("/services", "come to more than a passport can say");
        }
        return token;
    }

    private long seq() {
        return switch (pictures.current()) {
            case Fresh fresh -> fresh.picture().seq();
            case Stale _ -> throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
        };
    }

    private static void demandReach(ApiCall call, Bearer bearer) {
        if (!Role.OPERATORS.contains(call.caller().role()) && !call.isPerson(bearer.owner())) {
            throw Refused.role("Only its owner and operators issue passports for an agent.");
        }
    }

    /// Else an agent in mode `enforced` would never report: it would let each passport end, and ask
    /// for the next.
    private static void demandReported(Optional<String> owed) {
        owed.ifPresent(line -> {
            throw new Refused(
                    Refusal.CHECKPOINT_REQUIRED,
                    "The agent owes a report of %s: hand it in at /passports/checkout, or have it"
                                    .formatted(line)
                            + " revoked.");
        });
    }

    static void demandActive(Bearer bearer) {
        if (bearer.suspended()) {
            throw new Refused(Refusal.AGENT_SUSPENDED, "The agent is suspended.");
        }
        if (bearer.blocked()) {
            throw new Refused(
                    Refusal.PASSPORT_BLOCKED, "Somebody has to look at what the agent did first.");
        }
    }

    private TokenClaims claims(ApiCall call, Terms terms, Mandate mandate, long seq) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        PassportRequest request = terms.request();
        audiences.demandBounds(terms, mandate);
        return new TokenClaims(
                        config.issuer(),
                        request.resource().orElse(config.mcpUrl()),
                        request.agentId(),
                        request.agentId(),
                        Ids.fresh("psp"),
                        now,
                        terms.end(mandate, now),
                        scopes(call, request, terms.bearer()),
                        TokenKind.PASSPORT,
                        call.workspace(),
                        seq,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(request.agentId()),
                        Optional.of(terms.bearer().owner()),
                        Optional.of(session(call, terms)),
                        request.intent().map(Intent::summary),
                        List.of(),
                        Optional.empty())
                .boundTo(request.key())
                .under(mandate);
    }

    /// A whole tree of passports has one session. What rests on an issuer's word ends with it.
    private static String session(ApiCall call, Terms terms) {
        return terms.parent()
                .map(Caller::credential)
                .map(Caller.Credential.Passport.class::cast)
                .map(Caller.Credential.Passport::session)
                .or(() -> Words.issuer(call.caller()))
                .orElseGet(() -> Ids.fresh("pss"));
    }

    private static Set<Scope> scopes(ApiCall call, PassportRequest request, Bearer bearer) {
        var most = EnumSet.noneOf(Scope.class);
        most.addAll(bearer.scopes());
        most.retainAll(call.caller().scopes());
        if (most.isEmpty()) {
            throw new Refused(
                    Refusal.SCOPE_ESCALATION, "The agent has no scope that the credential has.");
        }
        return request.scopes()
                .map(names -> ScopeList.parseWithin("/scopes", names, most))
                .orElse(most);
    }

    private static Deed deed(ApiCall call, TokenClaims claims, String token) {
        Passport passport = Passport.issued(claims, token, call.caller().subject());
        return new Deed(
                Answer.created(passport, "/passports?session=" + passport.session()),
                call.event("passport.issue", claims.issuedAt())
                        .with("id", passport.jti())
                        .with("agent", passport.agentId())
                        .with("sess", passport.session())
                        .with("scope", Scope.format(claims.scopes()))
                        .with("aud", claims.audience())
                        .with("parent", claims.mandate().parent())
                        .hide("reason", claims.intent().orElse("")),
                List.of());
    }
}
