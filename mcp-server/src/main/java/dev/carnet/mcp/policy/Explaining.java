package dev.carnet.mcp.policy;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.ExplainRequest.CircumstancesRequest;
import dev.carnet.mcp.policy.ExplainRequest.TargetRequest;
import dev.carnet.mcp.policy.ExplainView.RuleView;
import dev.carnet.mcp.policy.ExplainView.Thing;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Place;
import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.PictureHolder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Explains one decision, by the very function that makes it.
@Singleton
final class Explaining {

    private final PictureHolder pictures;
    private final Policies policies;
    private final PolicyJudge judge;
    private final Table table;
    private final VersionStore store;
    private final Pool pool;

    Explaining(
            PictureHolder pictures,
            Policies policies,
            PolicyJudge judge,
            Table table,
            VersionStore store,
            Pool pool) {
        this.pictures = pictures;
        this.policies = policies;
        this.judge = judge;
        this.table = table;
        this.store = store;
        this.pool = pool;
    }

    /// What is asked about, and what role and scope say of it.
    private record Asked(Target target, Set<String> ways, Optional<Access> access) {}

    Uni<ExplainView> explain(ApiCall call, ExplainRequest request) {
        var circumstances = request.circumstances().orElse(CircumstancesRequest.NONE);
        var principals = new Principals(Principals.fresh(pictures), call.workspace());
        Caller caller = principals.of(request.principal(), circumstances);
        Place place =
                circumstances
                        .toolset()
                        .<Place>map(slug -> new Place.Toolset(call.workspace(), slug))
                        .orElseGet(Place.Whole::new);
        var viewer = new Viewer(caller, place, circumstances.address().orElse(""));
        Asked asked = asked(viewer, request);
        return policy(call, request)
                .map(policy ->
                        view(
                                policy,
                                caller,
                                asked,
                                judge.question(
                                        viewer,
                                        asked.target(),
                                        asked.ways(),
                                        request.arguments().map(Documents::tree))));
    }

    private Uni<Policy> policy(ApiCall call, ExplainRequest request) {
        return request.draft().orElse(false)
                ? store.state(pool, call.workspace())
                        .map(state -> state.draft().orElseThrow(Refused::notFound).document())
                        .map(draft -> PolicyReader.kept(Json.parse(draft), 0))
                : Uni.createFrom().item(policies.of(call.workspace()));
    }

    private Asked asked(Viewer viewer, ExplainRequest request) {
        if (request.tool().isPresent() == request.target().isPresent()) {
            throw Refused.field("/tool", "or target says what it is about, and not both");
        }
        return request.target()
                .map(target -> new Asked(target(target), Set.of(), Optional.empty()))
                .orElseGet(() -> named(viewer, request.tool().orElse("")));
    }

    private Asked named(Viewer viewer, String name) {
        Governed thing =
                table.tool(viewer, name)
                        .orElseThrow(() -> Refused.field("/tool", "is no tool at this place"));
        return new Asked(
                Target.of(thing),
                thing.toolsets(viewer),
                Optional.of(Access.of(viewer.caller(), thing.need())));
    }

    private static Target target(TargetRequest target) {
        return new Target(
                Optional.of(target.upstream()),
                target.name(),
                Naming.tier(target.toolClass()).orElseThrow(),
                target.kind().orElse("tool"));
    }

    private static ExplainView view(Policy policy, Caller caller, Asked asked, Question question) {
        var heard = new ArrayList<Considered>();
        Ruling ruling = policy.rules().judge(question, heard::add);
        Target target = asked.target();
        return new ExplainView(
                decision(asked, ruling),
                why(asked, ruling),
                ruling.rule().map(Rule::id),
                policy.version(),
                new Thing(target.upstream(), target.tool(), target.tier().wire(), target.kind()),
                caller.role().wire(),
                ruling.needs(),
                views(heard, ruling));
    }

    /// Role and scope come first, as at the door of the tool.
    private static String decision(Asked asked, Ruling ruling) {
        if (asked.access().filter(Access.Hidden.class::isInstance).isPresent()) {
            return Effect.DENY.wire();
        }
        boolean stepUp = asked.access().filter(Access.StepUp.class::isInstance).isPresent();
        return stepUp && ruling.effect() != Effect.DENY
                ? "insufficient_scope"
                : ruling.effect().wire();
    }

    private static String why(Asked asked, Ruling ruling) {
        return asked.access()
                .filter(Access.Hidden.class::isInstance)
                .map(hidden -> ((Access.Hidden) hidden).why())
                .or(() ->
                        asked.access()
                                .filter(Access.StepUp.class::isInstance)
                                .filter(_ -> ruling.effect() != Effect.DENY)
                                .map(_ -> "scope"))
                .orElse(ruling.why());
    }

    private static List<RuleView> views(List<Considered> heard, Ruling ruling) {
        return heard.stream().map(one -> RuleView.of(one, ruling)).toList();
    }
}
