package dev.carnet.mcp.policy;

import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/policy`: the rules of a workspace, their draft and their versions.
@Bounded
@Path(RouteTable.BASE + "/policy")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PolicyEndpoint {

    private static final String DRAFT = "draft";

    private final Pool pool;
    private final Lists lists;
    private final VersionStore store;
    private final PolicyChanges changes;
    private final Warnings warnings;
    private final Explaining explaining;
    private final Simulating simulating;

    PolicyEndpoint(
            Pool pool,
            Lists lists,
            VersionStore store,
            PolicyChanges changes,
            Warnings warnings,
            Explaining explaining,
            Simulating simulating) {
        this.pool = pool;
        this.lists = lists;
        this.store = store;
        this.changes = changes;
        this.warnings = warnings;
        this.explaining = explaining;
        this.simulating = simulating;
    }

    /// What holds, and what somebody is working on.
    @GET
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> get(@Context RoutingContext routing) {
        String workspace = ApiCall.of(routing).workspace();
        return store.state(pool, workspace)
                .chain(state ->
                        warnings.of(pool, workspace, state.newest())
                                .map(found ->
                                        Answer.ok(PolicyView.of(state, found))
                                                .tagged(Versions.tag(state.revision()))
                                                .response()));
    }

    /// Keeps a draft, which changes nothing until it is activated.
    @PUT
    @Path("/draft")
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> draft(@Context RoutingContext routing, @NotNull Map<String, Object> body) {
        return changes.draft(ApiCall.of(routing), body);
    }

    /// Throws the draft away.
    @DELETE
    @Path("/draft")
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> dropDraft(@Context RoutingContext routing) {
        return changes.dropDraft(ApiCall.of(routing));
    }

    /// Makes the draft the active version.
    @POST
    @Path("/activate")
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> activate(
            @Context RoutingContext routing, @Valid @NotNull NoteRequest body) {
        return changes.activate(ApiCall.of(routing), body.text());
    }

    /// The versions, the newest first, without their documents.
    @GET
    @Path("/versions")
    public Uni<Page<VersionView>> versions(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.versions(pool, call.workspace(), slice)
                .map(rows ->
                        lists.page(
                                slice,
                                rows.stream().map(VersionView::of).toList(),
                                VersionView::position));
    }

    /// One version with its document.
    @GET
    @Path("/versions/{version}")
    @APIResponseSchema(VersionView.class)
    public Uni<Response> version(
            @Context RoutingContext routing, @PathParam("version") String version) {
        return kept(ApiCall.of(routing), version)
                .map(found -> Answer.ok(VersionView.of(found).with(found.document())).response());
    }

    /// Makes an older version's document the active one again, as a version of its own.
    @POST
    @Path("/versions/{version}/restore")
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> restore(
            @Context RoutingContext routing,
            @PathParam("version") String version,
            @Valid @NotNull NoteRequest body) {
        return changes.restore(ApiCall.of(routing), number(version), body.text());
    }

    /// What is different between two versions, or between a version and the draft.
    ///
    /// @param from a version; 0 for nothing but the defaults
    /// @param to a version, or `draft`
    @GET
    @Path("/diff")
    @APIResponseSchema(PolicyDiff.class)
    public Uni<Response> diff(
            @Context RoutingContext routing,
            @QueryParam("from") Optional<String> from,
            @QueryParam("to") Optional<String> to) {
        ApiCall call = ApiCall.of(routing);
        String older = from.orElseThrow(() -> Refused.field("from", "names a version"));
        String newer = to.orElse(DRAFT);
        return document(call, older)
                .chain(before ->
                        document(call, newer)
                                .map(after -> PolicyDiff.between(older, before, newer, after)))
                .map(diff -> Answer.ok(diff).response());
    }

    /// Why one decision is as it is.
    @POST
    @Path("/explain")
    public Uni<ExplainView> explain(
            @Context RoutingContext routing, @Valid @NotNull ExplainRequest body) {
        return explaining.explain(ApiCall.of(routing).workspace(), body);
    }

    /// What a policy would have changed about the recorded calls.
    @POST
    @Path("/simulate")
    public Uni<SimulationView> simulate(
            @Context RoutingContext routing, @Valid @NotNull SimulateRequest body) {
        return simulating.simulate(ApiCall.of(routing), body);
    }

    private Uni<String> document(ApiCall call, String which) {
        if (which.equals("0")) {
            return Uni.createFrom().item(Documents.EMPTY);
        }
        return which.equals(DRAFT)
                ? store.state(pool, call.workspace())
                        .map(state -> state.draft().orElseThrow(Refused::notFound).document())
                : kept(call, which).map(Version::document);
    }

    private Uni<Version> kept(ApiCall call, String version) {
        return store.version(pool, call.workspace(), number(version))
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private static long number(String text) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw Refused.notFound();
        }
        return Long.parseLong(text);
    }
}
