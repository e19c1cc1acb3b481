package dev.carnet.shared.trail;

import dev.carnet.shared.trail.CheckStep.Done;
import dev.carnet.shared.trail.CheckStep.Progress;
import dev.carnet.shared.trail.TrailStore.Indexed;
import dev.carnet.shared.trail.TrailStore.Strays;
import dev.carnet.shared.verify.ChainCheck;
import dev.carnet.shared.verify.EntryLine;
import dev.carnet.shared.verify.KnownHead;
import dev.carnet.shared.verify.Position;
import dev.carnet.shared.verify.Verdict;
import dev.carnet.shared.verify.Verdict.Broken;
import dev.carnet.shared.verify.Verdict.Intact;
import dev.carnet.shared.verify.Verdict.Kind;
import dev.carnet.shared.verify.Verdict.Truncated;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.Optional;

/// One check of one stored log: head, then entries page by page with their index rows, then what
/// stands where nothing should. One that goes on from an earlier one looks at what came since only.
final class LogCheck {

    private static final int PAGE = 500;

    private final Pool pool;
    private final String workspace;
    private final ChainCheck chain;
    private final long known;
    private Optional<Verdict> verdict = Optional.empty();
    private Optional<Broken> index = Optional.empty();
    private long last;

    private LogCheck(Pool pool, String workspace, ChainCheck chain) {
        this.pool = pool;
        this.workspace = workspace;
        this.chain = chain;
        this.known = chain.size();
        this.last = known - 1;
    }

    /// A check of everything.
    static LogCheck whole(Pool pool, String workspace) {
        return new LogCheck(pool, workspace, ChainCheck.of(List.of()));
    }

    /// A check of what came since.
    static LogCheck from(Pool pool, String workspace, Position position) {
        return new LogCheck(pool, workspace, ChainCheck.from(position));
    }

    /// Where it is.
    Position position() {
        return chain.position();
    }

    Multi<CheckStep> run() {
        return TrailStore.head(pool, workspace)
                .onItem()
                .transformToMulti(head ->
                        head.map(this::against)
                                .orElseGet(() ->
                                        Multi.createFrom()
                                                .item(new Done(chain.finishWithoutHead()))));
    }

    private Multi<CheckStep> against(KnownHead head) {
        Multi<CheckStep> pages =
                Multi.createBy()
                        .repeating()
                        .uni(() -> page(head))
                        .whilst(step -> verdict.isEmpty() && step.full())
                        .map(step -> new Progress(chain.size(), head.size()));
        return Multi.createBy().concatenating().streams(pages, end(head).toMulti());
    }

    private record Step(boolean full) {}

    private Uni<Step> page(KnownHead head) {
        return TrailStore.indexed(pool, workspace, last, head.size(), PAGE)
                .invoke(page -> page.forEach(this::take))
                .map(page -> new Step(page.size() == PAGE));
    }

    private void take(Indexed indexed) {
        if (verdict.isPresent()) {
            return;
        }
        byte[] line = indexed.entry().data().getBytes();
        verdict = chain.accept(line, indexed.entry().leaf().getBytes());
        last = indexed.entry().seq();
        if (index.isEmpty() && !fits(line, indexed.row())) {
            index = Optional.of(new Broken(chain.log(), last, Kind.INDEX));
        }
    }

    private static boolean fits(byte[] line, Optional<IndexRow> row) {
        return EntryLine.read(line)
                .map(entry -> row.isPresent() && row.get().matches(entry))
                .orElse(true);
    }

    private Uni<CheckStep> end(KnownHead head) {
        return Uni.createFrom()
                .deferred(() ->
                        known == 0
                                ? TrailStore.strays(pool, workspace)
                                : TrailStore.beyond(pool, workspace))
                .map(strays -> new Done(conclude(head, strays)));
    }

    private Verdict conclude(KnownHead head, Strays strays) {
        if (head.size() < known) {
            return new Truncated(head.log(), head.size(), known);
        }
        Verdict found = chain.finish(head);
        if (strays.entry().isPresent() && endsAt(found, head)) {
            return new Broken(head.log(), strays.entry().get(), Kind.BEYOND_HEAD);
        }
        if (!(found instanceof Intact intact)) {
            return found;
        }
        return index.or(() -> strays.row().map(seq -> new Broken(intact.log(), seq, Kind.INDEX)))
                .<Verdict>map(broken -> broken)
                .orElse(intact);
    }

    /// Whether nothing is wrong before the end: with entries behind it, a last entry that does not
    /// match the head says that the head is not where it was.
    private static boolean endsAt(Verdict found, KnownHead head) {
        return found instanceof Intact
                || (found instanceof Broken broken && broken.seq() >= head.size() - 1);
    }
}
