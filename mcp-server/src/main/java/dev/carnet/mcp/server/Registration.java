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
import dev.carnet.shared.server.ServerDeeds;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    /// @param found what was found out at its address, if somebody gave that alone
    record Drafted(ServerRow server, Optional<Mould> mould, Optional<Discovered> found) {

        /// The slugs it may get, the first that is free.
        private List<String> slugs(boolean said) {
            String first = server.slug();
            return said || found.isEmpty()
                    ? List.of(first)
                    : Stream.concat(
                                    Stream.of(first),
                                    IntStream.rangeClosed(2, ServerLimits.SLUGS)
                                            .mapToObj(n -> ServerDraft.slug(first, n)))
                            .toList();
        }
    }

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
        return new Drafted(row(call, request, mould, name, shape), mould, Optional.empty());
    }

    /// The server at a URL about which nothing else was said.
    Drafted draft(ApiCall call, ServerRequest request, Discovered found) {
        Drafted drafted = draft(call, UrlAlone.completed(request, found));
        return new Drafted(drafted.server(), drafted.mould(), Optional.of(found));
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
                Optional.empty(),
                mould.map(Mould::template),
                Optional.empty(),
                Optional.empty(),
                Server.ToolsView.NONE,
                call.caller().subject(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> register(
            SqlConnection transaction, ApiCall call, Drafted draft, ServerRequest request) {
        return store.count(transaction, call.workspace())
                .invoke(Registration::demandRoom)
                .chain(() -> Audiences.demandOwn(transaction, store, draft.server()))
                .chain(() -> kept(draft.server(), request.secret()))
                .chain(whole ->
                        inserted(transaction, whole, draft.slugs(request.slug().isPresent())))
                .chain(whole ->
                        furnished(transaction, call, whole, draft.mould())
                                .map(changes -> registered(call, whole, draft.found(), changes)));
    }

    /// Under the first of these slugs that nobody has or had.
    private Uni<ServerRow> inserted(
            SqlConnection transaction, ServerRow server, List<String> slugs) {
        ServerRow named = server.withSlug(slugs.getFirst());
        List<String> others = slugs.subList(1, slugs.size());
        return store.insert(transaction, named)
                .chain(written -> {
                    if (written) {
                        return Uni.createFrom().item(named);
                    }
                    demandMore(others, named);
                    return inserted(transaction, server, others);
                });
    }

    private Uni<List<ChangeBody>> furnished(
            SqlConnection transaction, ApiCall call, ServerRow server, Optional<Mould> mould) {
        return mould.map(one -> templates.furnish(transaction, call, server.id(), one))
                .orElseGet(() -> Uni.createFrom().item(List.of()));
    }

    private Deed registered(
            ApiCall call, ServerRow server, Optional<Discovered> found, List<ChangeBody> changes) {
        Server view = server.view();
        return ServerDeeds.deed(
                Answer.created(found.map(view::with).orElse(view), "/servers/" + server.id())
                        .tagged(Versions.tag(1)),
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

    private static void demandMore(List<String> others, ServerRow server) {
        if (others.isEmpty()) {
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
