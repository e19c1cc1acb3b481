package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.ExplainRequest.CircumstancesRequest;
import dev.carnet.mcp.policy.ExplainRequest.TargetRequest;
import dev.carnet.mcp.policy.ExplainView.LimitView;
import dev.carnet.mcp.policy.ExplainView.Thing;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.Decisions;
import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.PictureHolder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Explains one decision, by the very function that makes it.
@Singleton
public final class Explaining {

    private final PictureHolder pictures;
    private final Policies policies;
    private final PolicyJudge judge;
    private final PolicyMeter meter;
    private final Table table;
    private final VersionStore store;
    private final Reviewing reviewing;
    private final Pool pool;

    Explaining(
            PictureHolder pictures,
            Policies policies,
            PolicyJudge judge,
            PolicyMeter meter,
            Table table,
            VersionStore store,
            Reviewing reviewing,
            Pool pool) {
        this.pictures = pictures;
        this.policies = policies;
        this.judge = judge;
        this.meter = meter;
        this.table = table;
        this.store = store;
        this.reviewing = reviewing;
        this.pool = pool;
    }

    /// What is asked about.
    ///
    /// @param thing empty for what need not exist: only rules say something about that
    private record Asked(Target target, Optional<Governed> thing) {

        Set<String> ways(Viewer viewer) {
            return thing.map(one -> one.toolsets(viewer)).orElse(Set.of());
        }
    }

    /// Why that is decided as it is, in that workspace.
    ///
    /// @throws Refused when a name is not known there
    public Uni<ExplainView> explain(String workspace, ExplainRequest request) {
        return request.entry()
                .map(entry ->
                        policy(workspace, request)
                                .chain(policy ->
                                        reviewing.explain(workspace, entry, request, policy)))
                .orElseGet(() -> asked(workspace, request));
    }

    private Uni<ExplainView> asked(String workspace, ExplainRequest request) {
        var circumstances = request.circumstances().orElse(CircumstancesRequest.NONE);
        var principals = new Principals(Principals.fresh(pictures), workspace);
        Caller caller = principals.of(named(request), circumstances);
        Place place =
                circumstances
                        .toolset()
                        .<Place>map(slug -> new Place.Toolset(workspace, slug))
                        .orElseGet(Place.Whole::new);
        var viewer =
                new Viewer(
                        caller,
                        place,
                        circumstances.address().orElse(""),
                        circumstances.bound().orElse(false));
        Asked asked = asked(viewer, request);
        Optional<ObjectNode> arguments = request.arguments().map(Documents::tree);
        return policy(workspace, request)
                .chain(policy -> view(policy, viewer, asked, arguments, circumstances.at()));
    }

    private Uni<Policy> policy(String workspace, ExplainRequest request) {
        return request.draft().orElse(false)
                ? store.state(pool, workspace)
                        .map(state -> state.draft().orElseThrow(Refused::notFound).document())
                        .map(draft -> PolicyReader.kept(Json.parse(draft), 0))
                : Uni.createFrom().item(policies.of(workspace));
    }

    private static String named(ExplainRequest request) {
        return request.principal()
                .orElseThrow(() -> Refused.field("/principal", "or entry says who is asked about"));
    }

    private Asked asked(Viewer viewer, ExplainRequest request) {
        if (request.tool().isPresent() == request.target().isPresent()) {
            throw Refused.field("/tool", "or target says what it is about, and not both");
        }
        return request.target()
                .map(target -> new Asked(target(target), Optional.empty()))
                .orElseGet(() -> named(viewer, request.tool().orElse("")));
    }

    private Asked named(Viewer viewer, String name) {
        Governed thing =
                table.tool(viewer, name)
                        .orElseThrow(() -> Refused.field("/tool", "is no tool at this place"));
        return new Asked(Target.of(thing), Optional.of(thing));
    }

    private static Target target(TargetRequest target) {
        return new Target(
                Optional.of(target.upstream()),
                target.name(),
                Naming.tier(target.toolClass()).orElseThrow(),
                target.kind().orElse("tool"));
    }

    private Uni<ExplainView> view(
            Policy policy,
            Viewer viewer,
            Asked asked,
            Optional<ObjectNode> arguments,
            Optional<Instant> at) {
        List<Explained> all =
                viewer.caller().lineage().reversed().stream()
                        .map(one -> explained(policy, viewer.as(one), asked, arguments, at))
                        .toList();
        List<Question> questions = all.stream().map(Explained::question).toList();
        return limits(policy, viewer.caller().workspace(), questions)
                .map(limits -> view(policy, viewer, asked, all, limits));
    }

    private static ExplainView view(
            Policy policy,
            Viewer viewer,
            Asked asked,
            List<Explained> all,
            List<LimitView> limits) {
        Explained decisive = Explained.decisive(all);
        Question own = all.getLast().question();
        Optional<Access> before =
                asked.thing().map(thing -> Decisions.unruled(viewer, thing, own.arguments()));
        var verdict =
                ExplainedVerdict.of(
                        before,
                        decisive.ruling(),
                        Explained.differing(policy, all)
                                .or(() -> objection(asked, own, viewer.caller().workspace())),
                        limits);
        return new ExplainView(
                verdict.decision(),
                verdict.why(),
                verdict.says(),
                decisive.by(viewer.caller()),
                decisive.ruling().rule().map(Rule::id),
                policy.version(),
                Thing.of(asked.target()),
                viewer.caller().role().wire(),
                decisive.ruling().needs(),
                decisive.rules(),
                limits,
                Optional.empty());
    }

    private Explained explained(
            Policy policy,
            Viewer viewer,
            Asked asked,
            Optional<ObjectNode> arguments,
            Optional<Instant> at) {
        Question question = judge.question(viewer, asked.target(), asked.ways(viewer), arguments);
        return Explained.of(policy, at.map(question::at).orElse(question));
    }

    private static Optional<Access.Barred> objection(
            Asked asked, Question question, String workspace) {
        return question.arguments()
                .flatMap(
                        given -> asked.thing().flatMap(thing -> thing.objection(given, workspace)));
    }

    /// Those that count it.
    private Uni<List<LimitView>> limits(Policy policy, String workspace, List<Question> questions) {
        return Multi.createFrom()
                .iterable(Due.of(policy, workspace, questions))
                .onItem()
                .transformToUniAndConcatenate(due ->
                        meter.left(workspace, due.limit(), due.question())
                                .map(wait -> LimitView.of(due.limit(), wait)))
                .collect()
                .asList();
    }
}
