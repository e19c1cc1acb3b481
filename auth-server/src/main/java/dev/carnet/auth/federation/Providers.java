package dev.carnet.auth.federation;

import dev.carnet.auth.federation.Partings.Parted;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
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
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What owners can do with providers.
@Singleton
final class Providers {

    private final ProviderStore store;
    private final Partings partings;
    private final Endings endings;
    private final Deeds deeds;
    private final Fetches fetches;
    private final Sealer sealer;
    private final Clock clock;
    private final String issuer;

    Providers(
            ProviderStore store,
            Partings partings,
            Endings endings,
            Deeds deeds,
            Fetches fetches,
            ServiceKeyset keyset,
            Clock clock,
            ServiceConfig config) {
        this.store = store;
        this.partings = partings;
        this.endings = endings;
        this.deeds = deeds;
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
                        new Deed(
                                Answer.created(
                                        ProviderView.of(provider, issuer),
                                        "/identity-providers/" + provider.id()),
                                event(call, "identity_provider.add", provider),
                                List.of()));
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
                        body.provision().orElse(Provision.NOBODY).settled(),
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
                bare.provision(),
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

    Uni<Response> edit(ApiCall call, String id, ProviderEdit edit) {
        return end(call, transaction -> edit(transaction, call, id, edit));
    }

    private Uni<Work<Answer>> edit(
            SqlConnection transaction, ApiCall call, String id, ProviderEdit edit) {
        return named(transaction, call, id)
                .map(provider -> edited(provider, edit))
                .call(provider ->
                        store.replace(transaction, provider).invoke(Providers::demandDone))
                .chain(provider ->
                        edit.ends()
                                ? partings.from(transaction, provider)
                                : Uni.createFrom().item(Parted.NOTHING))
                .chain(parted ->
                        named(transaction, call.workspace(), id)
                                .map(now ->
                                        work(parted, event(call, edit.act(), now), answer(now))));
    }

    private Uni<Response> end(ApiCall call, Function<SqlConnection, Uni<Work<Answer>>> work) {
        return endings.run(
                        "the provider speaks for nobody",
                        transaction ->
                                deeds.demandStanding(transaction, call)
                                        .chain(() -> work.apply(transaction)))
                .map(Answer::response);
    }

    private static Work<Answer> work(Parted parted, Event event, Answer answer) {
        Event counted = event.with("count", Integer.toString(parted.total()));
        return new Work<>(parted.grants(), List.of(counted), answer);
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
                edit.provision().map(Provision::settled).orElse(old.provision()),
                old.version(),
                old.createdAt());
    }

    Uni<Response> remove(ApiCall call, String id) {
        return end(call, transaction -> remove(transaction, call, id));
    }

    private Uni<Work<Answer>> remove(SqlConnection transaction, ApiCall call, String id) {
        return named(transaction, call, id)
                .chain(provider ->
                        partings.from(transaction, provider)
                                .call(() ->
                                        store.delete(transaction, provider)
                                                .invoke(Providers::demandDone))
                                .map(parted ->
                                        work(
                                                parted,
                                                event(call, "identity_provider.remove", provider),
                                                Answer.ok(ProviderView.of(provider, issuer)))));
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
        return call.event(act, clock.instant())
                .with("id", provider.id())
                .with(
                        "role",
                        Optional.of(provider.provision())
                                .filter(Provision::bringsAnybody)
                                .map(Provision::given))
                .with("out", "ok");
    }
}
