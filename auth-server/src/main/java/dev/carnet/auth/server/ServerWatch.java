package dev.carnet.auth.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.operator.OperatorPages;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.server.ServerPage.ServerGonePart;
import dev.carnet.auth.server.ServerPage.ServerPart;
import dev.carnet.auth.server.ServersPage.ServersPart;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.shared.outage.Outage;
import dev.carnet.shared.picture.PictureHolder;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What a browser hears that shows servers: after each change of the feed that is of its workspace,
/// and at each beat, the state is read, and where it is another than the browser has, the part of
/// the page is sent as it is now.
@Singleton
final class ServerWatch {

    private final Sessions sessions;
    private final OperatorPages operatorPages;
    private final ServerParts parts;
    private final Listening listening;
    private final PictureHolder pictures;
    private final ObjectMapper json;
    private final Vertx vertx;

    ServerWatch(
            Sessions sessions,
            OperatorPages operatorPages,
            ServerParts parts,
            Listening listening,
            PictureHolder pictures,
            ObjectMapper json,
            Vertx vertx) {
        this.sessions = sessions;
        this.operatorPages = operatorPages;
        this.parts = parts;
        this.listening = listening;
        this.pictures = pictures;
        this.json = json;
        this.vertx = vertx;
    }

    /// What is told.
    ///
    /// @param name `part`, with the state and the HTML as JSON, `beat` or `end`
    record Told(String name, String data) {}

    private static final Told END = new Told("end", "");

    /// Comes after the end, and is told to nobody.
    private static final Told OVER = new Told("over", "");

    /// Tells until the session or the membership ends, or an hour has gone: then a browser comes
    /// again by itself, but for `end`.
    Multi<Told> follow(HttpServerRequest request) {
        return look(request)
                .onItem()
                .transformToMulti(place ->
                        place.flatMap(one -> seated(request, one))
                                .orElseGet(() -> Multi.createFrom().item(END)));
    }

    private Optional<Multi<Told>> seated(HttpServerRequest request, Place place) {
        return listening
                .enter(place.person().person())
                .map(leave -> follow(request, place.workspace()).onTermination().invoke(leave));
    }

    private Multi<Told> follow(HttpServerRequest request, String workspace) {
        var has = new AtomicReference<>(OperatorPages.query(request).one("state").orElse(""));
        return wakes(workspace)
                .onItem()
                .transformToUniAndConcatenate(_ -> look(request))
                .onItem()
                .transformToMultiAndConcatenate(place ->
                        place.map(one -> tell(request, one, has).toMulti())
                                .orElseGet(() -> Multi.createFrom().items(END, OVER)))
                .select()
                .first(told -> !told.equals(OVER))
                .select()
                .first(ServerLimits.LONGEST)
                .onFailure(fault -> Outage.in(fault).isPresent())
                .recoverWithCompletion();
    }

    /// One at once, one at each change, and one at each beat; while somebody looks they are one.
    private Multi<Boolean> wakes(String workspace) {
        return Multi.createFrom()
                .emitter(
                        out -> {
                            Context loop = vertx.getOrCreateContext();
                            Runnable deaf =
                                    pictures.onChange(
                                            workspace, _ -> loop.runOnContext(_ -> out.emit(true)));
                            long timer =
                                    vertx.setPeriodic(
                                            ServerLimits.BEAT.toMillis(), _ -> out.emit(true));
                            out.onTermination(() -> {
                                deaf.run();
                                vertx.cancelTimer(timer);
                            });
                            out.emit(true);
                        },
                        BackPressureStrategy.LATEST);
    }

    /// Where whoever listens stands at this moment, if they still do.
    private Uni<Optional<Place>> look(HttpServerRequest request) {
        return sessions.standing(request)
                .chain(person ->
                        person.map(one ->
                                        operatorPages.place(one, OperatorPages.workspace(request)))
                                .map(found -> found.map(Optional::of))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .onFailure(Refusal.class)
                .recoverWithItem(Optional::empty)
                .map(place -> place.filter(one -> !one.here().lacksFactor()));
    }

    private Uni<Told> tell(HttpServerRequest request, Place place, AtomicReference<String> has) {
        return parts.state(place)
                .chain(state ->
                        state.equals(has.get())
                                ? Uni.createFrom().item(new Told("beat", ""))
                                : part(request, place)
                                        .map(html -> told(state, html))
                                        .invoke(_ -> has.set(state)));
    }

    private Uni<String> part(HttpServerRequest request, Place place) {
        return OperatorPages.query(request)
                .one("server")
                .map(id ->
                        parts.card(place, id, true)
                                .map(card ->
                                        card.<TemplateInstance>map(ServerPart::new)
                                                .orElseGet(ServerGonePart::new)))
                .orElseGet(
                        () -> parts.table(place, request).<TemplateInstance>map(ServersPart::new))
                .chain(TemplateInstance::createUni);
    }

    private Told told(String state, String html) {
        return new Told(
                "part", json.createObjectNode().put("state", state).put("html", html).toString());
    }
}
