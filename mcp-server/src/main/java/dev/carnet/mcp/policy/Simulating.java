package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.PolicyReader.Read;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Disclosures;
import dev.carnet.shared.audit.Disclosures.Hidden;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.trail.AuditFilter;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.trail.StoredEntry;
import dev.carnet.shared.verify.EntryLine;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs a policy over the recorded calls, as many as one answer may take; the answer says where to
/// continue. The log shows who called what, in which role and when, and of arguments and addresses
/// only digests: a rule that needs more leaves its calls undecided, unless an owner has what is
/// hidden opened, which is recorded; nothing is guessed about.
@Singleton
final class Simulating {

    private static final int DAYS = 7;

    private final AuditReading log;
    private final VersionStore store;
    private final PictureHolder pictures;
    private final Pool pool;
    private final Vertx vertx;
    private final Disclosures disclosures;
    private final AuditLog record;
    private final Clock clock;

    Simulating(
            VersionStore store,
            PictureHolder pictures,
            Pool pool,
            Vertx vertx,
            Disclosures disclosures,
            AuditLog record,
            Clock clock) {
        this.log = new AuditReading(pool);
        this.disclosures = disclosures;
        this.record = record;
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
            Instant until,
            boolean opens,
            AtomicInteger opened) {}

    /// A call that needs what its entry hides.
    private record Closed(long seq, Recorded call) {}

    Uni<SimulationView> simulate(ApiCall call, SimulateRequest request) {
        Instant now = clock.instant();
        boolean opens = request.open().orElse(false);
        if (opens && call.caller().role() != Role.OWNER) {
            throw Refused.role("Only an owner has opened what the log hides: leave out open.");
        }
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
                                now.plus(Limits.SIMULATION_TIME),
                                opens,
                                new AtomicInteger()))
                .chain(run ->
                        page(run, request.before().orElse(Long.MAX_VALUE), 0)
                                .call(() -> recorded(call, run)));
    }

    /// Nobody sees what was opened before it is in the record.
    private Uni<?> recorded(ApiCall call, Run run) {
        return run.opens()
                ? record.append(
                        call.event("audit.open", clock.instant())
                                .with("type", "simulation")
                                .with("count", run.opened().toString())
                                .with("out", "ok"))
                : Uni.createFrom().voidItem();
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
                .call(entries ->
                        vertx.executeBlocking(() -> hear(run, entries))
                                .chain(closed -> open(run, closed)))
                .chain(entries ->
                        entries.size() < Limits.SIMULATION_PAGE_ENTRIES
                                ? Uni.createFrom()
                                        .item(run.simulation().view(run.since(), Optional.empty()))
                                : page(run, entries.getLast().seq(), pages + 1));
    }

    private static List<Closed> hear(Run run, List<StoredEntry> entries) {
        var closed = new ArrayList<Closed>();
        for (StoredEntry stored : entries) {
            EntryLine.read(stored.data().getBytes())
                    .ifPresent(entry -> {
                        run.simulation().read(Instant.parse(entry.time()));
                        Recorded.of(entry, run.picture(), run.workspace())
                                .ifPresent(call -> hear(run, stored.seq(), call, closed));
                    });
        }
        return closed;
    }

    private static void hear(Run run, long seq, Recorded call, List<Closed> closed) {
        boolean opening =
                run.opens() && closed.size() + run.opened().get() < Limits.SIMULATION_OPENED;
        if (opening && !run.simulation().decides(call)) {
            closed.add(new Closed(seq, call));
        } else {
            run.simulation().hear(call);
        }
    }

    private Uni<Void> open(Run run, List<Closed> closed) {
        return Multi.createFrom()
                .iterable(closed)
                .onItem()
                .transformToUniAndConcatenate(one ->
                        disclosures
                                .of(run.workspace(), one.seq())
                                .invoke(hidden -> opened(run, one.call(), hidden)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static void opened(Run run, Recorded call, Optional<List<Hidden>> hidden) {
        run.opened().incrementAndGet();
        run.simulation().hear(hidden.map(call::opened).orElse(call));
    }
}
