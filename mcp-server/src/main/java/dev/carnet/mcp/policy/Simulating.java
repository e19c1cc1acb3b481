package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.PolicyReader.Read;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.trail.AuditFilter;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.trail.StoredEntry;
import dev.carnet.shared.verify.EntryLine;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Runs a policy over the recorded calls, as many as one answer may take; the answer says where to
/// continue. The log keeps who called what, in which role and when, and of arguments only digests:
/// a rule that needs more leaves its calls undecided, and is never guessed about.
@Singleton
final class Simulating {

    private static final int DAYS = 7;

    private final AuditReading log;
    private final VersionStore store;
    private final PictureHolder pictures;
    private final Pool pool;
    private final Vertx vertx;
    private final Clock clock;

    Simulating(VersionStore store, PictureHolder pictures, Pool pool, Vertx vertx, Clock clock) {
        this.log = new AuditReading(pool);
        this.store = store;
        this.pictures = pictures;
        this.pool = pool;
        this.vertx = vertx;
        this.clock = clock;
    }

    /// One run over a part of the log.
    private record Run(
            String workspace,
            Simulation simulation,
            Picture picture,
            Instant since,
            Instant until) {}

    Uni<SimulationView> simulate(ApiCall call, SimulateRequest request) {
        Instant now = clock.instant();
        Instant since = now.minus(Duration.ofDays(request.days().orElse(DAYS)));
        return document(call, request)
                .chain(document -> vertx.executeBlocking(() -> PolicyReader.read(document)))
                .map(Simulating::rules)
                .map(rules ->
                        new Run(
                                call.workspace(),
                                new Simulation(rules),
                                Principals.fresh(pictures),
                                since,
                                now.plus(Limits.SIMULATION_TIME)))
                .chain(run -> page(run, request.before().orElse(Long.MAX_VALUE), 0));
    }

    private Uni<ObjectNode> document(ApiCall call, SimulateRequest request) {
        return request.document()
                .map(document -> Uni.createFrom().item(Documents.tree(document)))
                .orElseGet(() ->
                        store.state(pool, call.workspace())
                                .map(state -> state.draft().orElseThrow(Refused::notFound))
                                .map(draft -> Json.parse(draft.document())));
    }

    private static Rules rules(Read read) {
        return switch (read) {
            case Read.Fine fine -> fine.policy().rules();
            case Read.Wrong wrong -> throw Refused.fields(wrong.errors());
        };
    }

    private Uni<SimulationView> page(Run run, long before, int pages) {
        if (pages == Limits.SIMULATION_PAGES || !clock.instant().isBefore(run.until())) {
            return Uni.createFrom()
                    .item(() -> run.simulation().view(run.since(), Optional.of(before)));
        }
        return log.list(
                        run.workspace(),
                        AuditFilter.since(run.since()),
                        before,
                        Limits.SIMULATION_PAGE_ENTRIES)
                .chain(entries -> vertx.executeBlocking(() -> hear(run, entries)))
                .chain(entries ->
                        entries.size() < Limits.SIMULATION_PAGE_ENTRIES
                                ? Uni.createFrom()
                                        .item(run.simulation().view(run.since(), Optional.empty()))
                                : page(run, entries.getLast().seq(), pages + 1));
    }

    private static List<StoredEntry> hear(Run run, List<StoredEntry> entries) {
        for (StoredEntry stored : entries) {
            EntryLine.read(stored.data().getBytes())
                    .ifPresent(entry -> {
                        run.simulation().read(Instant.parse(entry.time()));
                        Recorded.of(entry, run.picture(), run.workspace())
                                .ifPresent(run.simulation()::hear);
                    });
        }
        return entries;
    }
}
