package dev.carnet.auth.exchange;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientStore;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.rest.Answer;
import dev.carnet.auth.rest.ApiCall;
import dev.carnet.auth.rest.Deed;
import dev.carnet.auth.rest.Refused;
import dev.carnet.auth.rest.ScopeList;
import dev.carnet.auth.rest.Slice;
import dev.carnet.auth.rest.Versions;
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

/// What can be done with exchange rules.
@Singleton
final class ExchangeRules {

    private final ExchangeRuleStore store;
    private final ClientStore clients;
    private final Resources resources;
    private final Pool pool;
    private final Clock clock;

    ExchangeRules(
            ExchangeRuleStore store,
            ClientStore clients,
            Resources resources,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.clients = clients;
        this.resources = resources;
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
                        deed(
                                call,
                                "exchange.allow",
                                rule,
                                Answer.created(rule, "/exchange-rules/" + rule.id())
                                        .tagged(Versions.tag(1))));
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

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, ExchangeRuleEdit edit) {
        return read(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .map(old -> rule(call, edit.over(old), id, old.createdAt(), old.version()))
                .call(rule -> update(transaction, call, rule))
                .chain(() -> read(transaction, call, id))
                .map(rule -> deed(call, "exchange.edit", rule, answer(rule)));
    }

    private Uni<Void> update(SqlConnection transaction, ApiCall call, ExchangeRule rule) {
        return store.update(transaction, call.workspace(), rule)
                .invoke(unchanged -> {
                    if (!unchanged) {
                        throw Versions.changedMeanwhile();
                    }
                })
                .replaceWithVoid();
    }

    Uni<Deed> delete(SqlConnection transaction, ApiCall call, String id) {
        return read(transaction, call, id)
                .invoke(rule -> Versions.demand(call, rule.version()))
                .call(() -> store.delete(transaction, call.workspace(), id))
                .map(rule -> deed(call, "exchange.deny", rule, Answer.ok(rule)));
    }

    private Deed deed(ApiCall call, String act, ExchangeRule rule, Answer answer) {
        return new Deed(
                answer,
                call.event(act, clock.instant())
                        .with("id", rule.clientId())
                        .with("type", rule.subject())
                        .with("pol", rule.id() + "/" + rule.version())
                        .with("scope", String.join(" ", rule.scopes())),
                List.of());
    }

    private Uni<ExchangeRule> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private static Answer answer(ExchangeRule rule) {
        return Answer.ok(rule).tagged(Versions.tag(rule.version()));
    }
}
