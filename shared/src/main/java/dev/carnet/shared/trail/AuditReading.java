package dev.carnet.shared.trail;

import dev.carnet.shared.trail.CheckStep.Done;
import dev.carnet.shared.verify.KnownHead;
import dev.carnet.shared.verify.Position;
import dev.carnet.shared.verify.Verdict;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// What readers of a workspace's log may ask. A workspace without a log is answered like one
/// without entries.
public final class AuditReading {

    private static final int PAGE = 500;

    private final Pool pool;

    /// @param pool of the service's own role
    public AuditReading(Pool pool) {
        this.pool = pool;
    }

    /// The newest entries that match, newest first.
    ///
    /// @param before only entries with a smaller number; `Long.MAX_VALUE` for the first page, the
    ///   last number of a page for the next one
    /// @param limit at most so many
    public Uni<List<StoredEntry>> list(
            String workspace, AuditFilter filter, long before, int limit) {
        return TrailStore.list(pool, workspace, filter, before, limit);
    }

    /// The entry of that number.
    public Uni<Optional<StoredEntry>> entry(String workspace, long seq) {
        return TrailStore.numbered(pool, workspace, seq);
    }

    /// The entry of that event.
    public Uni<Optional<StoredEntry>> entry(String workspace, UUID eid) {
        return TrailStore.of(pool, workspace, eid);
    }

    /// The head of the workspace's log.
    public Uni<Optional<KnownHead>> head(String workspace) {
        return TrailStore.head(pool, workspace);
    }

    /// The stored lines from entry 0 to the head of this moment, each followed by LF, in chunks.
    public Multi<Buffer> lines(String workspace) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicLong(-1),
                        last ->
                                TrailStore.after(pool, workspace, last.get(), PAGE)
                                        .invoke(page -> advance(last, page)))
                .until(List::isEmpty)
                .map(AuditReading::chunk);
    }

    /// Checks the whole log up to the head of this moment: a step per page read, the verdict last.
    public Multi<CheckStep> check(String workspace) {
        return LogCheck.whole(pool, workspace).run();
    }

    /// Checks what came since an earlier check, or the whole log: what was found, and where the
    /// next one goes on.
    public Uni<Continued> goOn(String workspace, Optional<Position> since) {
        return head(workspace)
                .map(head ->
                        since.filter(position ->
                                head.filter(now -> now.log().equals(position.log())).isPresent()))
                .map(position ->
                        position.map(one -> LogCheck.from(pool, workspace, one))
                                .orElseGet(() -> LogCheck.whole(pool, workspace)))
                .chain(check ->
                        check.run()
                                .filter(Done.class::isInstance)
                                .map(Done.class::cast)
                                .collect()
                                .last()
                                .map(done -> new Continued(done.verdict(), check.position())));
    }

    /// What a check found.
    ///
    /// @param position where it ended, if everything was intact
    public record Continued(Verdict verdict, Position position) {}

    private static void advance(AtomicLong last, List<StoredEntry> page) {
        if (!page.isEmpty()) {
            last.set(page.getLast().seq());
        }
    }

    private static Buffer chunk(List<StoredEntry> page) {
        var chunk = Buffer.buffer();
        page.forEach(entry -> chunk.appendBuffer(entry.data()).appendByte((byte) '\n'));
        return chunk;
    }
}
