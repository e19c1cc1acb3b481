package dev.carnet.auth.workspace;

import dev.carnet.auth.rest.Edits;
import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.hibernate.reactive.mutiny.Mutiny;

/// `/api/v1/workspaces`. A credential reaches one workspace; the others of the same person are not
/// there for it.
@Bounded
@Path(Routes.BASE + "/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class WorkspaceEndpoint {

    private final Mutiny.SessionFactory sessions;
    private final Deeds deeds;
    private final Edits edits;
    private final WorkspaceStore store;
    private final Clock clock;

    WorkspaceEndpoint(
            Mutiny.SessionFactory sessions,
            Deeds deeds,
            Edits edits,
            WorkspaceStore store,
            Clock clock) {
        this.sessions = sessions;
        this.deeds = deeds;
        this.edits = edits;
        this.store = store;
        this.clock = clock;
    }

    /// What a workspace is made with.
    public record Named(@NotBlank @Size(max = 100) String name) {}

    /// Founds a workspace; who asks becomes its owner.
    @POST
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "201")
    public Uni<Response> create(@Context RoutingContext routing, @Valid @NotNull Named body) {
        ApiCall call = ApiCall.of(routing);
        String person = call.person();
        return deeds.create(call, body, transaction -> found(transaction, call, body, person));
    }

    private Uni<Deed> found(SqlConnection transaction, ApiCall call, Named body, String person) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return store.found(transaction, body.name(), person, now)
                .map(founded ->
                        new Deed(
                                Answer.created(
                                        new WorkspaceView(
                                                founded.workspace(),
                                                body.name(),
                                                Role.OWNER.wire(),
                                                false,
                                                Optional.empty(),
                                                now,
                                                1),
                                        "/workspaces/" + founded.workspace()),
                                call.event(founded.workspace(), "workspace.create", now)
                                        .hide("name", body.name()),
                                founded.changes()));
    }

    /// The workspace of the credential.
    @GET
    public Uni<Page<WorkspaceView>> list(@Context RoutingContext routing) {
        ApiCall call = ApiCall.of(routing);
        return find(call)
                .map(workspace -> new Page<>(List.of(view(call, workspace)), Optional.empty()));
    }

    /// One workspace.
    @GET
    @Path("/{id}")
    @APIResponseSchema(WorkspaceView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = own(routing, id);
        return find(call).map(workspace -> answer(call, workspace).response());
    }

    /// Renames a workspace, or decides whether its members need a second factor.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(WorkspaceView.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull WorkspaceEdit body) {
        ApiCall call = own(routing, id);
        body.demandOf(call.caller().role());
        return edits.edit(session ->
                session.get(Workspace.class, id)
                        .invoke(workspace -> Versions.demand(call, workspace.version))
                        .invoke(body::apply)
                        .call(session::update)
                        .map(workspace -> edited(call, body, workspace)));
    }

    private Deed edited(ApiCall call, WorkspaceEdit body, Workspace workspace) {
        return new Deed(
                answer(call, workspace),
                body.in(call.event(body.act(), clock.instant())),
                List.of(new WorkspaceChanged(workspace.name, false)));
    }

    private static ApiCall own(RoutingContext routing, String id) {
        ApiCall call = ApiCall.of(routing);
        if (!id.equals(call.workspace())) {
            throw Refused.notFound();
        }
        return call;
    }

    private Uni<Workspace> find(ApiCall call) {
        return sessions.withStatelessSession(
                session -> session.get(Workspace.class, call.workspace()));
    }

    private static Answer answer(ApiCall call, Workspace workspace) {
        return Answer.ok(view(call, workspace)).tagged(Versions.tag(workspace.version));
    }

    private static WorkspaceView view(ApiCall call, Workspace workspace) {
        return new WorkspaceView(
                workspace.id,
                workspace.name,
                call.caller().role().wire(),
                workspace.requiresSecondFactor,
                Optional.ofNullable(workspace.lineSeconds),
                workspace.createdAt,
                workspace.version);
    }
}
