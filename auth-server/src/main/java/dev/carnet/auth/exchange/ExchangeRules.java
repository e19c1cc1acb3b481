package dev.carnet.auth.exchange;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientStore;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What can be done with exchange rules.
@Singleton
final class ExchangeRules {

    private final ExchangeRuleStore store;
    private final ClientStore clients;
    private final Resources resources;
    private final Deeds deeds;
    private final Endings endings;
    private final Pool pool;
    private final Clock clock;

    ExchangeRules(
            ExchangeRuleStore store,
            ClientStore clients,
            Resources resources,
            Deeds deeds,
            Endings endings,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.clients = clients;
        this.resources = resources;
        this.deeds = deeds;
        this.endings = endings;
        this.pool = pool;
        this.clock = clock;
    }

    ExchangeRule draft(ApiCall call, ExchangeRuleRequest request) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return rule(call, request, Ids.fresh("xrl"), now, 1);
    }

    private ExchangeRule rule(
            ApiCall call, ExchangeRuleRequest request, String id, Instant createdAt, int version) {
        return new ExchangeRule(
                id,
                request.clientId(),
                request.subject(),
                request.roles().orElse(List.of()),
                request.ids().orElse(List.of()),
                ScopeList.names(
                        ScopeList.parseWithin(
                                "/scopes",
                                request.scopes().orElse(List.of(Scope.READ.wire())),
                                call.caller().scopes())),
                known(request.resources().orElse(List.of())),
                createdAt,
                version);
    }

    private List<String> known(List<String> named) {
        try {
            return named.stream().map(resources::find).distinct().toList();
        } catch (Refusal unknown) {
            throw Refused.field("/resources", "names an unknown resource");
        }
    }

    Uni<Deed> create(SqlConnection transaction, ApiCall call, ExchangeRule rule) {
        return clients.find(rule.clientId())
                .invoke(found -> demandOwn(call, found))
                .chain(() -> store.insert(transaction, call.workspace(), rule))
                .replaceWith(() ->
                        new Deed(
                                Answer.created(rule, "/exchange-rules/" + rule.id())
                                        .tagged(Versions.tag(1)),
                                event(call, "exchange.allow", rule),
                                List.of()));
    }

    private static void demandOwn(ApiCall call, Optional<Client> found) {
        Client client =
                found.filter(one -> one.workspace().equals(Optional.of(call.workspace())))
                        .orElseThrow(Refused::notFound);
        if (!client.grants().contains(GrantType.TOKEN_EXCHANGE)) {
            throw Refused.field("/client_id", "is of a client without the token exchange grant");
        }
    }

    Uni<List<ExchangeRule>> list(ApiCall call, Slice slice) {
        return store.list(pool, call.workspace(), slice);
    }

    Uni<Response> find(ApiCall call, String id) {
        return read(pool, call, id).map(rule -> answer(rule).response());
    }

    /// Changes a rule, and ends what was given by it as it was.
    Uni<Response> edit(ApiCall call, String id, ExchangeRuleEdit edit) {
        return end(call, transaction -> edit(transaction, call, id, edit));
    }

    private Uni<Work<ExchangeRule>> edit(
            SqlConnection transaction, ApiCall call, String id, ExchangeRuleEdit edit) {
        return read(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .chain(old ->
                        update(
                                        transaction,
                                        call,
                                        rule(
                                                call,
                                                edit.over(old),
                                                id,
                                                old.createdAt(),
                                                old.version()))
                                .chain(() -> read(transaction, call, id))
                                .map(rule -> work(call, "exchange.edit", old, rule)));
    }

    private Uni<Void> update(SqlConnection transaction, ApiCall call, ExchangeRule rule) {
        return store.update(transaction, call.workspace(), rule)
                .invoke(ExchangeRules::demandUnchanged)
                .replaceWithVoid();
    }

    private static void demandUnchanged(boolean unchanged) {
        if (!unchanged) {
            throw Versions.changedMeanwhile();
        }
    }

    /// Takes a rule away, and ends what was given by it.
    Uni<Response> delete(ApiCall call, String id) {
        return end(call, transaction -> delete(transaction, call, id));
    }

    private Uni<Work<ExchangeRule>> delete(SqlConnection transaction, ApiCall call, String id) {
        return read(transaction, call, id)
                .invoke(rule -> Versions.demand(call, rule.version()))
                .call(rule ->
                        store.delete(transaction, call.workspace(), rule)
                                .invoke(ExchangeRules::demandUnchanged))
                .map(rule -> work(call, "exchange.deny", rule, rule));
    }

    /// Tokens name the rule as it was when they were given, so nothing that is given meanwhile is
    /// missed.
    private Uni<Response> end(ApiCall call, Function<SqlConnection, Uni<Work<ExchangeRule>>> work) {
        return endings.run(
                        "the exchange rule changed",
                        transaction ->
                                deeds.demandStanding(transaction, call)
                                        .chain(() -> work.apply(transaction)))
                .map(rule -> answer(rule).response());
    }

    private Work<ExchangeRule> work(
            ApiCall call, String act, ExchangeRule before, ExchangeRule after) {
        var ended = new Ended(call.workspace(), RevocationType.RULE, before.asOfNow(), 0, 0);
        return new Work<>(List.of(ended), List.of(event(call, act, after)), after);
    }

    private Event event(ApiCall call, String act, ExchangeRule rule) {
        return call.event(act, clock.instant())
                .with("id", rule.clientId())
                .with("type", rule.subject())
                .with("pol", rule.asOfNow())
                .with("scope", String.join(" ", rule.scopes()));
    }

    private Uni<ExchangeRule> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private static Answer answer(ExchangeRule rule) {
        return Answer.ok(rule).tagged(Versions.tag(rule.version()));
    }
}
