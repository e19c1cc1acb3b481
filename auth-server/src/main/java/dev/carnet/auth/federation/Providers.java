package dev.carnet.auth.federation;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// What owners can do with providers.
@Singleton
final class Providers {

    private final ProviderStore store;
    private final Fetches fetches;
    private final Sealer sealer;
    private final Clock clock;
    private final String issuer;

    Providers(
            ProviderStore store,
            Fetches fetches,
            ServiceKeyset keyset,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.fetches = fetches;
        this.sealer = keyset.sealer();
        this.clock = clock;
        this.issuer = config.issuer();
    }

    Uni<Deed> add(SqlConnection transaction, ApiCall call, ProviderRequest body) {
        if (fetches.target(body.issuer()).isEmpty() || body.issuer().contains("?")) {
            throw Refused.field("/issuer", "is the https URL of an OpenID provider");
        }
        Provider provider = provider(call, body);
        return store.insert(transaction, provider, Limits.IDENTITY_PROVIDERS)
                .invoke(added -> demandAdded(added))
                .replaceWith(() ->
                        deed(
                                Answer.created(
                                        ProviderView.of(provider, issuer),
                                        "/identity-providers/" + provider.id()),
                                event(call, "identity_provider.add", provider)));
    }

    private Provider provider(ApiCall call, ProviderRequest body) {
        String id = Ids.fresh("idp");
        var bare =
                new Provider(
                        call.workspace(),
                        id,
                        body.name(),
                        body.issuer(),
                        body.clientId(),
                        Optional.empty(),
                        true,
                        1,
                        clock.instant());
        return new Provider(
                bare.workspace(),
                id,
                bare.name(),
                bare.issuer(),
                bare.clientId(),
                body.clientSecret().map(secret -> sealed(secret, bare)),
                true,
                1,
                bare.createdAt());
    }

    private Buffer sealed(String secret, Provider provider) {
        return Buffer.buffer(
                sealer.seal(secret.getBytes(StandardCharsets.UTF_8), provider.place()));
    }

    /// What proves us at the provider, if anything does.
    Optional<String> secret(Provider provider) {
        return provider.secret().map(sealed -> opened(sealed, provider));
    }

    private String opened(Buffer sealed, Provider provider) {
        try {
            return new String(
                    sealer.open(sealed.getBytes(), provider.place()), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException("a secret was sealed with another keyset", foreign);
        }
    }

    private static void demandAdded(boolean added) {
        if (!added) {
            throw new Refused(
                    Refusal.LIMIT_REACHED,
                    "There are " + Limits.IDENTITY_PROVIDERS + " providers; remove one first.");
        }
    }

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, ProviderEdit edit) {
        return named(transaction, call, id)
                .map(provider -> edited(provider, edit))
                .call(provider ->
                        store.replace(transaction, provider).invoke(Providers::demandDone))
                .chain(provider -> ended(transaction, provider, edit))
                .chain(ended ->
                        named(transaction, call.workspace(), id)
                                .map(now ->
                                        deed(
                                                answer(now),
                                                event(call, edit.act(), now)
                                                        .with("count", Integer.toString(ended)))));
    }

    private Provider edited(Provider old, ProviderEdit edit) {
        return new Provider(
                old.workspace(),
                old.id(),
                edit.name().orElse(old.name()),
                old.issuer(),
                edit.clientId().orElse(old.clientId()),
                edit.clientSecret().map(secret -> sealed(secret, old)).or(old::secret),
                edit.enabled().orElse(old.enabled()),
                old.version(),
                old.createdAt());
    }

    private Uni<Integer> ended(SqlConnection transaction, Provider provider, ProviderEdit edit) {
        return edit.ends() ? store.endSessions(transaction, provider) : Uni.createFrom().item(0);
    }

    Uni<Deed> remove(SqlConnection transaction, ApiCall call, String id) {
        return named(transaction, call, id)
                .chain(provider ->
                        store.endSessions(transaction, provider)
                                .chain(() -> store.delete(transaction, provider))
                                .invoke(Providers::demandDone)
                                .replaceWith(() ->
                                        deed(
                                                Answer.ok(ProviderView.of(provider, issuer)),
                                                event(
                                                        call,
                                                        "identity_provider.remove",
                                                        provider))));
    }

    private Uni<Provider> named(SqlConnection transaction, ApiCall call, String id) {
        return named(transaction, call.workspace(), id)
                .invoke(provider -> Versions.demand(call, provider.version()));
    }

    private Uni<Provider> named(SqlConnection transaction, String workspace, String id) {
        return store.find(transaction, workspace, id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private static void demandDone(boolean done) {
        if (!done) {
            throw new Refused(Refusal.PRECONDITION_FAILED, "It was changed meanwhile.");
        }
    }

    Answer answer(Provider provider) {
        return Answer.ok(ProviderView.of(provider, issuer))
                .tagged(Versions.tag(provider.version()));
    }

    private Event event(ApiCall call, String act, Provider provider) {
        return call.event(act, clock.instant()).with("id", provider.id()).with("out", "ok");
    }

    private static Deed deed(Answer answer, Event event) {
        return new Deed(answer, event, List.of());
    }
}
