package dev.carnet.auth.exchange;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.policy.Asking;
import dev.carnet.auth.policy.ClientPolicies;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.token.ExchangedClaims;
import dev.carnet.auth.token.GrantJourney;
import dev.carnet.auth.token.GrantRequest;
import dev.carnet.auth.token.Issuing;
import dev.carnet.auth.token.Subjects;
import dev.carnet.auth.token.TokenAnswer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Token exchange of a workspace's own clients: the subject as every door sees it, a rule, a
/// narrower token. What the subject's token hangs on, the new one hangs on, too, and on everybody
/// who acts; it changes no state, so it is signed, its entry made durable, and answered.
@Singleton
final class Delegation implements GrantJourney {

    /// One less than a token may name: mcp-server, which acts for any caller at the REST API, must
    /// still find room.
    private static final int MOST_ACTORS = TokenClaims.MAX_ACTORS - 1;

    private final Subjects subjects;
    private final ExchangeRuleStore rules;
    private final ClientPolicies policies;
    private final ExchangedClaims exchanged;
    private final Issuing issuing;
    private final Resources resources;
    private final Pool pool;
    private final Clock clock;
    private final Duration life;

    Delegation(
            Subjects subjects,
            ExchangeRuleStore rules,
            ClientPolicies policies,
            ExchangedClaims exchanged,
            Issuing issuing,
            Resources resources,
            Pool pool,
            Clock clock,
            ServiceConfig config) {
        this.subjects = subjects;
        this.rules = rules;
        this.policies = policies;
        this.exchanged = exchanged;
        this.issuing = issuing;
        this.resources = resources;
        this.pool = pool;
        this.clock = clock;
        this.life = Duration.ofSeconds(config.accessTokenSeconds());
    }

    @Override
    public GrantType grant() {
        return GrantType.TOKEN_EXCHANGE;
    }

    /// For whom, and who acts beside the client.
    private record Asked(
            Client client,
            GrantRequest request,
            Caller subject,
            Optional<Caller> actor,
            String resource) {

        Parameters form() {
            return request.form();
        }
    }

    @Override
    public Uni<TokenAnswer> answer(Client client, GrantRequest request) {
        Parameters form = request.form();
        demandAccessToken(form);
        Caller subject = subjects.subject(form, resources.all());
        demandSameWorkspace(client, subject);
        var asked =
                new Asked(client, request, subject, actor(client, form), resource(client, form));
        return subjects.demandStanding(subject)
                .chain(() -> policies.demand(subject.workspace(), client, Asking.NEW))
                .chain(() -> rules.of(pool, subject.workspace(), client.id()))
                .map(all -> claims(asked, rule(asked, all)))
                .chain(claims ->
                        issuing.answer(
                                "token.exchange", claims, Optional.empty(), request.visitor()))
                .map(TokenAnswer::asExchanged);
    }

    private static void demandAccessToken(Parameters form) {
        String wanted = form.one("requested_token_type").orElse(TokenAnswer.ACCESS_TOKEN);
        if (!wanted.equals(TokenAnswer.ACCESS_TOKEN)) {
            throw Refusal.invalidRequest(
                    "The only requested_token_type is " + TokenAnswer.ACCESS_TOKEN + ".");
        }
    }

    private static void demandSameWorkspace(Client client, Caller subject) {
        if (!client.workspace().equals(Optional.of(subject.workspace()))) {
            throw Refusal.invalidGrant("subject_of_another_workspace");
        }
    }

    /// An actor's token must be the client's own, or a passport of the same workspace: nobody acts
    /// with what was not given to them.
    private Optional<Caller> actor(Client client, Parameters form) {
        Optional<Caller> actor = subjects.actor(form, resources.all());
        actor.ifPresent(one -> {
            demandSameWorkspace(client, one);
            if (one.credential() instanceof Credential.AccessToken token
                    && !token.client().equals(client.id())) {
                throw Refusal.invalidGrant("actor_token_of_another_client");
            }
        });
        return actor;
    }

    /// `resource` (RFC 8707) or `audience`, which must not differ; else the client's usual one.
    private String resource(Client client, Parameters form) {
        Optional<String> audience = form.one("audience").map(resources::find);
        Optional<String> named = resources.namedIn(form);
        if (audience.isPresent() && named.isPresent() && !audience.equals(named)) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "A token is for one resource only.");
        }
        String usual =
                client.resources().contains(resources.mcp())
                        ? resources.mcp()
                        : client.resources().getFirst();
        String resource = named.or(() -> audience).orElse(usual);
        if (!client.resources().contains(resource)) {
            throw Refusal.of(ErrorCode.INVALID_TARGET, "The resource is not one of this client's.");
        }
        return resource;
    }

    private static ExchangeRule rule(Asked asked, List<ExchangeRule> all) {
        return all.stream()
                .filter(rule -> rule.fits(asked.subject()) && rule.reaches(asked.resource()))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.because(
                                ErrorCode.UNAUTHORIZED_CLIENT,
                                "No rule of the workspace lets this client act for that subject"
                                        + " there.",
                                "no_exchange_rule"));
    }

    private TokenClaims claims(Asked asked, ExchangeRule rule) {
        Instant now = clock.instant();
        TokenClaims claims =
                exchanged.of(
                        asked.subject(),
                        new ExchangedClaims.Delegated(
                                asked.client(),
                                actors(asked),
                                asked.resource(),
                                life,
                                rules(asked, rule)),
                        scopes(asked, rule),
                        now);
        return asked.actor()
                .flatMap(actor -> actor.credential().expires())
                .filter(end -> end.isBefore(claims.expiresAt()))
                .map(end -> claims.until(end))
                .orElse(claims);
    }

    /// Who acts now comes first, then who acted for them, and the chain of the subject is kept (RFC
    /// 8693 §4.1).
    private static List<String> actors(Asked asked) {
        var actors = new ArrayList<String>();
        asked.actor().map(Caller::subject).ifPresent(actors::add);
        asked.actor().map(Caller::actors).ifPresent(actors::addAll);
        if (!actors.contains(asked.client().id())) {
            actors.add(asked.client().id());
        }
        actors.addAll(asked.subject().actors());
        if (actors.size() > MOST_ACTORS) {
            throw Refusal.invalidGrant("actor_chain_too_long");
        }
        return List.copyOf(actors);
    }

    /// The rules behind the subject's token, the actor's and this one.
    private static List<String> rules(Asked asked, ExchangeRule rule) {
        List<String> rules =
                Stream.of(
                                Stream.of(rule.asOfNow()),
                                asked.subject().rules().stream(),
                                asked.actor().stream().flatMap(actor -> actor.rules().stream()))
                        .flatMap(every -> every)
                        .distinct()
                        .toList();
        if (rules.size() > TokenClaims.MAX_RULES) {
            throw Refusal.invalidGrant("too_many_exchange_rules");
        }
        return rules;
    }

    /// At most what the subject's token, the client, the rule and the subject's role have in
    /// common.
    private static Set<Scope> scopes(Asked asked, ExchangeRule rule) {
        Set<Scope> most =
                Scopes.common(
                        Scopes.common(asked.subject().scopes(), asked.client().scopes()),
                        Scopes.common(rule.most(), Scopes.usableBy(asked.subject().role())));
        Set<Scope> scopes = Scopes.within(most, asked.form());
        if (scopes.isEmpty()) {
            throw Refusal.of(ErrorCode.INVALID_SCOPE, "The rule leaves no scope.");
        }
        return scopes;
    }
}
