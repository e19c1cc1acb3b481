package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.policy.ExplainView.RecordedView;
import dev.carnet.mcp.policy.ExplainView.Thing;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.trail.StoredEntry;
import dev.carnet.shared.verify.EntryLine;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Explains the decision about a call of the past: what the rules of now say to what its entry
/// shows, in the role and at the time of then. Role, scopes, passport and limits are not asked
/// again, and of agents that delegated a passport the entry knows nothing.
@Singleton
final class Reviewing {

    private static final Pattern SEQ = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern EID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final AuditReading log;
    private final PictureHolder pictures;

    Reviewing(Pool pool, PictureHolder pictures) {
        this.log = new AuditReading(pool);
        this.pictures = pictures;
    }

    Uni<ExplainView> explain(
            String workspace, String entry, ExplainRequest request, Policy policy) {
        demandAlone(request);
        Optional<ObjectNode> given = request.arguments().map(Documents::tree);
        return stored(workspace, entry)
                .map(found -> found.orElseThrow(Refused::notFound))
                .map(stored -> view(workspace, stored, given, policy));
    }

    private static void demandAlone(ExplainRequest request) {
        boolean more =
                request.principal().isPresent()
                        || request.tool().isPresent()
                        || request.target().isPresent()
                        || request.circumstances().isPresent();
        if (more) {
            throw Refused.field(
                    "/entry",
                    "says who, what and how by itself: leave out principal, tool, target and"
                            + " circumstances");
        }
    }

    private Uni<Optional<StoredEntry>> stored(String workspace, String entry) {
        if (SEQ.matcher(entry).matches()) {
            return log.entry(workspace, Long.parseLong(entry));
        }
        if (EID.matcher(entry).matches()) {
            return log.entry(workspace, UUID.fromString(entry));
        }
        throw Refused.field("/entry", "is the number (seq) or the eid of an entry");
    }

    private ExplainView view(
            String workspace, StoredEntry stored, Optional<ObjectNode> given, Policy policy) {
        EntryLine line = EntryLine.read(stored.data().getBytes()).orElseThrow(Reviewing::noCall);
        Recorded call =
                Recorded.of(line, Principals.fresh(pictures), workspace)
                        .orElseThrow(Reviewing::noCall);
        Question question =
                given.map(call::with).orElse(call).question().orElseThrow(Reviewing::noCall);
        Explained explained = Explained.of(policy, question);
        Ruling ruling = explained.ruling();
        return new ExplainView(
                ruling.effect().wire(),
                ruling.why(),
                Optional.empty(),
                Optional.empty(),
                ruling.rule().map(Rule::id),
                policy.version(),
                Thing.of(question.what()),
                call.who().role().wire(),
                ruling.needs(),
                explained.rules(),
                List.of(),
                Optional.of(recorded(stored.seq(), line, call, ruling)));
    }

    private static RecordedView recorded(long seq, EntryLine line, Recorded call, Ruling ruling) {
        String[] basis = line.fields().getOrDefault("pol", "0/default").split("/", 2);
        return new RecordedView(
                seq,
                line.fields().getOrDefault("eid", ""),
                call.at(),
                call.was(),
                Long.parseLong(basis[0]),
                Optional.of(basis[basis.length - 1]).filter(rule -> !rule.equals("default")),
                ruling.certain()
                        ? Optional.of(!ruling.becomes().equals(call.was()))
                        : Optional.empty());
    }

    private static Refused noCall() {
        return new Refused(
                Refusal.NO_CALL,
                "Rules decided nothing there that can be explained: name the entry of a call's"
                        + " beginning (tool.call.begin) or of its refusal by a rule.");
    }
}
