package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Offering;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tries a server as the caller would use it, and says where it breaks. It asks what the server
/// offers and uses nothing; its session is its own and ends with it.
@Singleton
final class Trials {

    private static final String NOT_APPROVED =
            "Nobody has approved this address and authentication yet, so its key is not sent there."
                    + " An admin can approve it, or test it before.";

    private static final String NOTHING_SHOWN =
            " It is registered as one that wants to know nothing: POST /servers/discover finds out"
                    + " what it wants.";

    private final Registry registry;
    private final Passes passes;
    private final OneLook looks;
    private final ServerTestStore store;
    private final Pool pool;
    private final Clock clock;

    Trials(
            Registry registry,
            Passes passes,
            OneLook looks,
            ServerTestStore store,
            Pool pool,
            Clock clock) {
        this.registry = registry;
        this.passes = passes;
        this.looks = looks;
        this.store = store;
        this.pool = pool;
        this.clock = clock;
    }

    /// Tries the server of that id. Whether it is approved or on does not matter, but what proves
    /// the workspace there is shown to a server that nobody approved only by who could approve it.
    Uni<TestResult> run(ApiCall call, String id) {
        String test = Ids.fresh("tst");
        Instant began = clock.instant();
        return registry.find(call, id)
                .map(ServerRow::live)
                .chain(server ->
                        passing(call, server)
                                .chain(passing -> tried(call, server, passing, test, began)));
    }

    private Uni<Passing> passing(ApiCall call, ServerState server) {
        boolean shows =
                switch (server.authentication().is()) {
                    case WORKSPACE_KEY, ASSERTION -> true;
                    case NONE, PERSON_OAUTH, PERSON_KEY -> false;
                };
        boolean mayShow = server.callable() || Role.ADMINS.contains(call.caller().role());
        return shows && !mayShow
                ? done(new Passing.Unavailable(NOT_APPROVED))
                : passes.of(server, call.caller());
    }

    private Uni<TestResult> tried(
            ApiCall call, ServerState server, Passing passing, String test, Instant began) {
        return switch (passing) {
            case Passing.Ready(Pass pass) ->
                    looks.at(server, new Pass(pass.headers(), "test " + test, pass.behind()))
                            .map(offering ->
                                    judged(call, server, new Begun(test, began), offering));
            case Passing.NeedsConnection(String url) ->
                    done(
                            result(call, test, began, "needs_connection", "Connect there first.")
                                    .connect(url));
            case Passing.Unavailable(String why) ->
                    done(result(call, test, began, "unavailable", why).result());
        };
    }

    /// A test that is under way.
    private record Begun(String id, Instant at) {}

    private TestResult judged(ApiCall call, ServerState server, Begun begun, Offering offering) {
        return switch (offering) {
            case Offering.Offer offer ->
                    result(call, begun.id(), begun.at(), "ok", detail(offer))
                            .spoke(wire(offer.era().name()), offer.version(), offer.tools().size());
            case Broken broken ->
                    result(
                                    call,
                                    begun.id(),
                                    begun.at(),
                                    wire(broken.kind().name()),
                                    detail(server, broken))
                            .result();
        };
    }

    private static String detail(ServerState server, Broken broken) {
        return broken.kind() == FaultClass.AUTHENTICATION
                        && server.authentication().is() == AuthKind.NONE
                ? broken.publicText() + NOTHING_SHOWN
                : broken.publicText();
    }

    private static String detail(Offering.Offer offer) {
        return offer.omitted().isEmpty()
                ? "It answers."
                : "It answers; left out: " + String.join("; ", offer.omitted());
    }

    private static String wire(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private Found result(ApiCall call, String id, Instant began, String outcome, String detail) {
        Instant now = clock.instant();
        return new Found(
                new TestResult(
                        id,
                        call.caller().subject(),
                        outcome,
                        detail.substring(0, Math.min(detail.length(), 1000)),
                        (int) Duration.between(began, now).toMillis(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        now.truncatedTo(ChronoUnit.MICROS)));
    }

    /// A result that gets more members.
    private record Found(TestResult result) {

        TestResult connect(String url) {
            return with(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(url));
        }

        TestResult spoke(String era, String version, int tools) {
            return with(
                    Optional.of(era), Optional.of(version), Optional.of(tools), Optional.empty());
        }

        private TestResult with(
                Optional<String> era,
                Optional<String> version,
                Optional<Integer> tools,
                Optional<String> url) {
            return new TestResult(
                    result.id(),
                    result.by(),
                    result.outcome(),
                    result.detail(),
                    result.tookMs(),
                    era,
                    version,
                    tools,
                    url,
                    result.at());
        }
    }

    /// Writes it down.
    Uni<Deed> keep(SqlConnection transaction, ApiCall call, String id, TestResult test) {
        return store.insert(transaction, call.workspace(), id, test)
                .invoke(kept -> {
                    if (!kept) {
                        throw Refused.notFound();
                    }
                })
                .replaceWith(
                        new Deed(
                                Answer.ok(test),
                                call.event("server.test", test.at())
                                        .with("srv", id)
                                        .with("id", test.id())
                                        .with("out", test.outcome()),
                                List.of()));
    }

    /// How tests of that server went, newest first.
    Uni<List<TestResult>> list(ApiCall call, String id, Slice slice) {
        return registry.find(call, id)
                .chain(server -> store.list(pool, call.workspace(), id, slice));
    }

    private static <T> Uni<T> done(T item) {
        return Uni.createFrom().item(item);
    }
}
