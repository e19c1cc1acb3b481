package dev.carnet.mcp.server;

import dev.carnet.mcp.server.Templates.Mould;
import dev.carnet.mcp.vault.Sealed;
import dev.carnet.mcp.vault.Vault;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// How a server comes into the registry: by hand, or by a template. Nothing is called there until
/// it is approved.
@Singleton
final class Registration {

    private final ServerStore store;
    private final Vault vault;
    private final Clock clock;
    private final Moulding moulding;
    private final Templates templates;

    Registration(
            ServerStore store, Vault vault, Clock clock, Moulding moulding, Templates templates) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
        this.moulding = moulding;
        this.templates = templates;
    }

    /// What a request asks for.
    ///
    /// @param server without its secret
    record Drafted(ServerRow server, Optional<Mould> mould) {}

    /// The server a request asks for.
    Drafted draft(ApiCall call, ServerRequest request) {
        Optional<Mould> mould = moulding.of(request);
        Authentication how =
                mould.map(Mould::authentication)
                        .or(request::authentication)
                        .orElse(Authentication.NONE);
        Shape shape =
                new ServerDraft(call)
                        .shape(
                                mould.map(Mould::transport).or(request::transport).orElse("http"),
                                Moulding.demand(
                                        "/address", mould.map(Mould::address).or(request::address)),
                                how,
                                request.privateAllowed().orElse(false));
        request.secret().ifPresent(secret -> ServerDraft.demandSecret(how, secret));
        String name = Moulding.demand("/name", request.name().or(() -> mould.map(Mould::name)));
        return new Drafted(row(call, request, mould, name, shape), mould);
    }

    private ServerRow row(
            ApiCall call, ServerRequest request, Optional<Mould> mould, String name, Shape shape) {
        return new ServerRow(
                call.workspace(),
                Ids.fresh("srv"),
                request.slug()
                        .or(() -> mould.map(Mould::slug))
                        .orElseGet(() -> ServerDraft.slug(name)),
                name,
                shape,
                request.limits().orElse(ServerBounds.USUAL),
                true,
                Optional.empty(),
                Optional.empty(),
                mould.map(Mould::template),
                Optional.empty(),
                Optional.empty(),
                call.caller().subject(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> register(
            SqlConnection transaction, ApiCall call, Drafted draft, Optional<String> secret) {
        return store.count(transaction, call.workspace())
                .invoke(Registration::demandRoom)
                .chain(() -> Audiences.demandOwn(transaction, store, draft.server()))
                .chain(() -> kept(draft.server(), secret))
                .chain(whole ->
                        store.insert(transaction, whole)
                                .invoke(written -> demandFree(written, whole))
                                .chain(() -> furnished(transaction, call, whole, draft.mould()))
                                .map(changes -> registered(call, whole, changes)));
    }

    private Uni<List<ChangeBody>> furnished(
            SqlConnection transaction, ApiCall call, ServerRow server, Optional<Mould> mould) {
        return mould.map(one -> templates.furnish(transaction, call, server.id(), one))
                .orElseGet(() -> Uni.createFrom().item(List.of()));
    }

    private Deed registered(ApiCall call, ServerRow server, List<ChangeBody> changes) {
        return Registry.deed(
                Answer.created(server.view(), "/servers/" + server.id()).tagged(Versions.tag(1)),
                Registry.event(clock, call, "server.register", server),
                changes);
    }

    private static void demandRoom(int servers) {
        if (servers >= ServerLimits.SERVERS) {
            throw new Refused(
                    Refusal.LIMIT_REACHED,
                    "A workspace has at most " + ServerLimits.SERVERS + " servers.");
        }
    }

    private static void demandFree(boolean written, ServerRow server) {
        if (!written) {
            throw new Refused(
                    Refusal.ALREADY_EXISTS,
                    "The slug "
                            + server.slug()
                            + " is, or once was, that of a server or toolset; give another.");
        }
    }

    private Uni<ServerRow> kept(ServerRow server, Optional<String> secret) {
        return secret.map(text ->
                        vault.seal(Passes.spot(server.workspace(), server.id()), text)
                                .map(sealed -> server.withSecret(kept(sealed, text))))
                .orElseGet(() -> Uni.createFrom().item(server));
    }

    private ServerRow.Kept kept(Sealed sealed, String secret) {
        return new ServerRow.Kept(
                sealed, Registry.lastFour(secret), clock.instant().truncatedTo(ChronoUnit.MICROS));
    }
}
