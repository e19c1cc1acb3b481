package dev.carnet.auth.key;

import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.shared.change.ChangeBody.KeyChanged;
import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.secret.ApiKeyText;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What can be done with keys. A secret exists in one answer only; everything else works with its
/// MAC.
@ApplicationScoped
class Keys {

    private final KeyStore store = new KeyStore();
    private final Pool pool;
    private final KeyMac keyMac;
    private final Clock clock;
    private final int places;

    Keys(Pool pool, KeyMac keyMac, Clock clock, ServiceConfig config) {
        this.pool = pool;
        this.keyMac = keyMac;
        this.clock = clock;
        this.places = config.keysPerWorkspace();
    }

    /// A key that may be made, before there is a place for it.
    record Draft(KeyRequest request, String person, Optional<Instant> expires, Instant now) {}

    Draft draft(ApiCall call, KeyRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Instant> expires = Expiry.of(request.expires(), call.caller().credential(), now);
        return new Draft(request, KeyRules.maker(call, request), expires, now);
    }

    Uni<Deed> make(SqlConnection transaction, ApiCall call, Draft draft) {
        ApiKeyText text = ApiKeyText.fresh();
        KeyState state = state(draft, text);
        return store.lock(transaction, call.workspace())
                .chain(() -> insert(transaction, call, draft, state, text))
                .invoke(this::demandPlace)
                .chain(() -> read(transaction, call, text.id()))
                .map(key ->
                        new Deed(
                                Answer.created(shown(key, text), "/keys/" + text.id()),
                                call.event("key.create", draft.now())
                                        .with("id", text.id())
                                        .with("type", key.kind())
                                        .with("scope", key.access())
                                        .hide("name", key.name()),
                                List.of(new KeyChanged(state))));
    }

    private Uni<Boolean> insert(
            SqlConnection transaction, ApiCall call, Draft draft, KeyState state, ApiKeyText text) {
        return store.insert(
                transaction, call.workspace(), state, text.prefix(), draft.now(), places);
    }

    private void demandPlace(boolean placed) {
        if (!placed) {
            throw new Refused(
                    Refusal.KEY_LIMIT_REACHED,
                    "There are "
                            + places
                            + " active keys, as many as there may be; revoke one first.");
        }
    }

    Uni<Deed> rotate(SqlConnection transaction, ApiCall call, String id) {
        return read(transaction, call, id)
                .invoke(key -> KeyRules.rotate(call, key))
                .chain(key -> rotate(transaction, call, key, ApiKeyText.fresh(key.id())));
    }

    private Uni<Deed> rotate(SqlConnection transaction, ApiCall call, ApiKey key, ApiKeyText text) {
        Instant now = clock.instant();
        KeyState state = state(key, text);
        return store.rotate(transaction, call.workspace(), state, text.prefix(), now)
                .invoke(active -> demandActive(active))
                .chain(() -> read(transaction, call, key.id()))
                .map(fresh ->
                        new Deed(
                                Answer.ok(shown(fresh, text)),
                                call.event("key.rotate", now).with("id", key.id()),
                                List.of(new KeyChanged(state))));
    }

    private static void demandActive(boolean active) {
        if (!active) {
            throw new Refused(Refusal.NOT_ACTIVE, "The key has expired or was revoked.");
        }
    }

    RevocationOrder revocation(ApiCall call, String id) {
        return new RevocationOrder(
                call.workspace(),
                RevocationType.KEY,
                id,
                "",
                call.event("key.revoke", clock.instant()));
    }

    Uni<List<ApiKey>> list(ApiCall call, Slice slice) {
        return store.list(pool, call.workspace(), KeyRules.listed(call), slice, clock.instant());
    }

    Uni<ApiKey> find(ApiCall call, String id) {
        return read(pool, call, id);
    }

    /// The key, if the caller may know of it.
    private Uni<ApiKey> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id, clock.instant())
                .map(key ->
                        key.filter(found -> KeyRules.reaches(call, found))
                                .orElseThrow(Refused::notFound));
    }

    private KeyState state(Draft draft, ApiKeyText text) {
        return new KeyState(
                text.id(),
                draft.request().name(),
                draft.request().forPerson(),
                draft.request().accessOrRead().equals(ApiKey.WRITE),
                draft.person(),
                mac(text),
                keyMac.pepperVersion(),
                draft.expires(),
                false);
    }

    private KeyState state(ApiKey key, ApiKeyText text) {
        return new KeyState(
                key.id(),
                key.name(),
                key.forPerson(),
                key.mayWrite(),
                key.personId(),
                mac(text),
                keyMac.pepperVersion(),
                key.expiresAt(),
                false);
    }

    private String mac(ApiKeyText text) {
        return Base64.getEncoder().encodeToString(keyMac.compute(text));
    }

    private static ApiKey shown(ApiKey key, ApiKeyText text) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.kind(),
                key.access(),
                key.personId(),
                key.prefix(),
                key.status(),
                key.createdAt(),
                key.lastUsedAt(),
                key.expiresAt(),
                key.revokedAt(),
                Optional.of(text.text()));
    }
}
