package dev.carnet.mcp.audit;

import dev.carnet.mcp.audit.AuditAnswer.Busy;
import dev.carnet.mcp.audit.AuditAnswer.Found;
import dev.carnet.mcp.audit.AuditAnswer.Wrong;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.rest.Problem.FieldError;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.trail.CheckStep;
import dev.carnet.shared.trail.StoredEntry;
import dev.carnet.shared.verify.KnownHead;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What an auditor may ask of the log of one workspace.
@ApplicationScoped
public class AuditTrail {

    /// The head of a log that has no entry: the root of the empty tree (RFC 6962 §2.1).
    private static final KnownHead NOTHING_YET =
            new KnownHead(
                    "",
                    0,
                    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    private final AuditReading reading;
    private final Cursors cursors;
    private final Gaps gaps;
    private final Set<String> checking = ConcurrentHashMap.newKeySet();

    AuditTrail(Pool pool, ServiceKeyset keyset, Gaps gaps) {
        this.gaps = gaps;
        this.reading = new AuditReading(pool);
        this.cursors = new Cursors(keyset.sealer().aead());
    }

    /// A page of entries, newest first: `items` and, if there are more, `next_cursor`.
    ///
    /// @param parameters filters, `limit` and `cursor` by name
    public Uni<AuditAnswer> list(String workspace, Map<String, String> parameters) {
        List<FieldError> wrong = AuditQuery.problems(parameters);
        return wrong.isEmpty()
                ? page(workspace, AuditQuery.read(workspace, parameters))
                : Uni.createFrom().item(new Wrong(wrong));
    }

    /// The head: `log`, `size`, `root`, `last`.
    public Uni<AuditAnswer> head(String workspace) {
        return reading.head(workspace)
                .map(head -> new Found(AuditJson.head(head.orElse(NOTHING_YET))));
    }

    /// Checks the whole log: `status`, `at`, `kind`, `size`, `log`.
    ///
    /// @param progress told after every page that was read
    public Uni<AuditAnswer> check(String workspace, Consumer<CheckStep.Progress> progress) {
        return Uni.createFrom()
                .deferred(() ->
                        checking.size() < Limits.AUDIT_CHECKS && checking.add(workspace)
                                ? run(workspace, progress)
                                : Uni.createFrom().item(new Busy()));
    }

    private Uni<AuditAnswer> run(String workspace, Consumer<CheckStep.Progress> progress) {
        return reading.check(workspace)
                .collect()
                .in(() -> new Checking(progress), Checking::take)
                .call(checked -> gaps.note(workspace, checked.verdict()))
                .<AuditAnswer>map(Checking::answer)
                .onTermination()
                .invoke(() -> checking.remove(workspace));
    }

    private Uni<AuditAnswer> page(String workspace, AuditQuery query) {
        return before(query)
                .map(before ->
                        reading.list(workspace, query.filter(), before, query.limit() + 1)
                                .<AuditAnswer>map(entries -> found(query, entries)))
                .orElseGet(() -> Uni.createFrom().item(badCursor()));
    }

    /// Where the page begins; empty when the cursor is not one of this list.
    private Optional<Long> before(AuditQuery query) {
        return query.cursor()
                .map(cursor -> cursors.open(query.name(), cursor).map(Long::valueOf))
                .orElse(Optional.of(Long.MAX_VALUE));
    }

    private Found found(AuditQuery query, List<StoredEntry> entries) {
        if (entries.size() <= query.limit()) {
            return new Found(AuditJson.page(entries, Optional.empty()));
        }
        List<StoredEntry> page = entries.subList(0, query.limit());
        String next = cursors.seal(query.name(), Long.toString(page.getLast().seq()));
        return new Found(AuditJson.page(page, Optional.of(next)));
    }

    private static Wrong badCursor() {
        return new Wrong(List.of(new FieldError("cursor", "was not given out for this list")));
    }
}
