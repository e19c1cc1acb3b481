package dev.carnet.mcp.signal;

import dev.carnet.mcp.watch.DetectorSettings;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.SettingStore;
import dev.carnet.shared.signal.Settings;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/detectors`: what Carnet looks for by itself, and how a workspace wants it.
@Bounded
@Path(RouteTable.BASE + "/detectors")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DetectorEndpoint {

    private final Pool pool;
    private final Deeds deeds;
    private final PictureHolder pictures;
    private final ServiceConfig config;
    private final Clock clock;
    private final SettingStore settings = new SettingStore();
    private final DetectorSettingStore store;

    DetectorEndpoint(
            Pool pool,
            Deeds deeds,
            PictureHolder pictures,
            ServiceConfig config,
            Clock clock,
            DetectorSettingStore store) {
        this.pool = pool;
        this.deeds = deeds;
        this.pictures = pictures;
        this.config = config;
        this.clock = clock;
        this.store = store;
    }

    /// Every detector as it works, and where each value comes from.
    ///
    /// @param agent as it works for that agent
    @GET
    public Uni<DetectorView.All> list(
            @Context RoutingContext routing, @QueryParam("agent_id") Optional<String> agent) {
        ApiCall call = ApiCall.of(routing);
        agent.ifPresent(id -> demandAgent(call, id));
        return settings.of(pool, call.workspace())
                .map(found ->
                        new DetectorView.All(
                                Arrays.stream(Detector.values())
                                        .map(one -> view(one, found, agent))
                                        .toList(),
                                agent));
    }

    /// Sets a detector otherwise, for the workspace or for one agent.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(DetectorView.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull DetectorEdit body) {
        ApiCall call = ApiCall.of(routing);
        Detector detector = detector(id);
        Setting wanted = body.setting(detector);
        return change(call, detector, body.agentId(), wanted::over, "detector.set");
    }

    /// Sets a detector back: to what the workspace has, for an agent, and else to the default.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(DetectorView.class)
    public Uni<Response> reset(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @QueryParam("agent_id") Optional<String> agent) {
        return change(
                ApiCall.of(routing), detector(id), agent, _ -> Setting.NONE, "detector.reset");
    }

    private interface Wish {
        Setting of(Setting before);
    }

    private Uni<Response> change(
            ApiCall call, Detector detector, Optional<String> agent, Wish wish, String act) {
        agent.ifPresent(id -> demandAgent(call, id));
        return deeds.change(
                call,
                transaction ->
                        store.lock(transaction, call.workspace())
                                .chain(() -> settings.of(transaction, call.workspace()))
                                .invoke(now -> Versions.demand(call, now.version(detector, agent)))
                                .map(now -> wish.of(at(now, detector, agent)))
                                .chain(next ->
                                        write(transaction, call, detector, agent, next, act)));
    }

    private Uni<Deed> write(
            SqlConnection transaction,
            ApiCall call,
            Detector detector,
            Optional<String> agent,
            Setting next,
            String act) {
        return store.write(
                        transaction,
                        call.workspace(),
                        detector,
                        agent.orElse(""),
                        next,
                        call.answerable(),
                        clock.instant())
                .chain(version ->
                        settings.of(transaction, call.workspace())
                                .map(after ->
                                        new Deed(
                                                Answer.ok(view(detector, after, agent))
                                                        .tagged(
                                                                Versions.tag(
                                                                        after.version(
                                                                                detector, agent))),
                                                call.event(act, clock.instant())
                                                        .with("type", detector.wire())
                                                        .with("agent", agent)
                                                        .with("count", Long.toString(version))
                                                        .with("out", "ok"),
                                                List.of(
                                                        new GatewayChanged(
                                                                DetectorSettings.PART)))));
    }

    private static Setting at(Settings settings, Detector detector, Optional<String> agent) {
        return agent.map(one -> settings.agent(detector, one))
                .orElseGet(() -> settings.workspace(detector));
    }

    private DetectorView view(Detector detector, Settings settings, Optional<String> agent) {
        boolean configured = detector != Detector.NEW_COUNTRY || config.countriesFile().isPresent();
        return DetectorView.of(detector, settings, agent, configured);
    }

    private static Detector detector(String id) {
        return Detector.of(id).orElseThrow(Refused::notFound);
    }

    private void demandAgent(ApiCall call, String id) {
        boolean there =
                pictures.current() instanceof PictureView.Fresh fresh
                        && fresh.picture().agent(call.workspace(), id).isPresent();
        if (!there) {
            throw Refused.notFound();
        }
    }
}
