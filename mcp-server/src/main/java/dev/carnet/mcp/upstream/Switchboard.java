package dev.carnet.mcp.upstream;

import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.fetch.Lookup;
import dev.carnet.shared.fetch.Resolver;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The servers behind the gateway, all of them, and what this replica has going on with each.
@Singleton
public final class Switchboard implements Upstreams {

    private final Vertx vertx;
    private final Circuits circuits;
    private final Sessions sessions;
    private final Uses uses;
    private final Children children;
    private final Interpreter interpreter;
    private final Requests requests;
    private final long sweep;

    /// One of its own, which knows no HTTP services.
    public Switchboard(
            Vertx vertx, Resolver resolver, FetchTrust trust, StdioServers stdio, Clock clock) {
        this(
                vertx,
                resolver,
                trust,
                stdio,
                new NoServices(),
                new Requests(vertx, resolver, trust),
                new NoReplicas(),
                clock);
    }

    @Inject
    Switchboard(
            Vertx vertx,
            Resolver resolver,
            FetchTrust trust,
            StdioServers stdio,
            Interpreter interpreter,
            Requests requests,
            Replicas replicas,
            Clock clock) {
        this.vertx = vertx;
        this.circuits = new Circuits(clock);
        this.children = new Children(stdio);
        this.interpreter = interpreter;
        this.requests = requests;
        var eras = new Eras();
        this.sessions =
                new Sessions(new Opening(vertx, new Lookup(resolver), trust, children, eras), eras);
        this.uses = new Uses(vertx, sessions, replicas);
        this.sweep = vertx.setPeriodic(UpstreamLimits.SWEEP.toMillis(), _ -> sessions.sweep());
    }

    /// Ends everything.
    @PreDestroy
    public void close() {
        vertx.cancelTimer(sweep);
        uses.close();
        sessions.end(_ -> true);
        children.close();
    }

    @Override
    public void onListChanged(Consumer<Destination> ear) {
        sessions.onListChanged(ear);
    }

    @Override
    public Uni<Offering> offer(Destination destination, Pass pass) {
        var key = SessionKey.looking(destination, pass);
        return later(cancelled ->
                circuits.through(
                                destination,
                                pass,
                                () ->
                                        isApi(destination)
                                                ? interpreter.offer(destination, pass)
                                                : sessions.get(key, pass)
                                                        .compose(session -> collect(session, pass)))
                        .map(echo(destination, pass)::cleaned)
                        .otherwise(failed -> Faults.of(failed).broken()));
    }

    /// A session that the server forgot is begun anew at the next time.
    private Future<Offering> collect(Session session, Pass pass) {
        return session.here(() -> new Offers(session, pass.headers()).collect())
                .onFailure(_ -> sessions.drop(session));
    }

    @Override
    public Uni<Reply> use(Destination destination, Pass pass, Use use, Conversation conversation) {
        return later(cancelled ->
                circuits.through(
                                destination,
                                pass,
                                () ->
                                        isApi(destination)
                                                ? interpreter.use(destination, pass, use, cancelled)
                                                : uses.use(
                                                        destination,
                                                        pass,
                                                        use,
                                                        conversation,
                                                        cancelled))
                        .otherwise(failed -> Faults.of(failed).broken()));
    }

    @Override
    public Echo echo(Destination destination, Pass pass) {
        return isApi(destination) ? new Echo(pass, interpreter.fixed(destination)) : new Echo(pass);
    }

    @Override
    public Optional<Reply.Barred> objection(Destination destination, Use.Act.Call act) {
        return isApi(destination) ? interpreter.objection(destination, act) : Optional.empty();
    }

    @Override
    public Uni<Probing> probe(Destination destination, Pass pass) {
        var key = SessionKey.of(destination, pass, Json.object());
        long at = System.nanoTime();
        return later(cancelled ->
                circuits.through(
                                destination,
                                pass,
                                () ->
                                        isApi(destination)
                                                ? interpreter.probe(destination, pass)
                                                : sessions.alone(key, pass)
                                                        .compose(session ->
                                                                knock(session, pass, at)))
                        .otherwise(failed -> Faults.of(failed).broken()));
    }

    private static Future<Probing> knock(Session session, Pass pass, long at) {
        return session.here(() -> answers(session, pass))
                .<Probing>map(_ -> {
                    Greeting greeting = session.greeting();
                    return new Probing.Alive(
                            greeting.era(),
                            greeting.version(),
                            greeting.server(),
                            Duration.ofNanos(System.nanoTime() - at));
                })
                .eventually(() -> Sessions.end(session));
    }

    /// A session of the earlier era is answer enough; the current era needs a question.
    private static Future<Turn> answers(Session session, Pass pass) {
        return session.greeting().isCurrent()
                ? session.start(
                                Order.of("server/discover", UpstreamLimits.GREETING_TIME),
                                pass.headers())
                        .turn()
                : Future.succeededFuture();
    }

    @Override
    public Runnable watch(
            Destination destination,
            Supplier<Pass> pass,
            Set<String> resources,
            Consumer<Notice> ear) {
        if (isApi(destination)) {
            return () -> {};
        }
        var key = SessionKey.looking(destination, pass.get());
        var watch = new Watch(vertx, sessions, key, pass, Set.copyOf(resources), ear);
        watch.begin();
        return watch::stop;
    }

    @Override
    public void forget(String workspace, String serverId) {
        circuits.forget(workspace, serverId);
        requests.forget(workspace, serverId);
        sessions.end(key -> isOf(key, workspace, serverId));
    }

    @Override
    public void forget(String workspace, String serverId, String principal) {
        sessions.end(key -> isOf(key, workspace, serverId) && key.principal().equals(principal));
    }

    private static boolean isApi(Destination destination) {
        return destination.transport() == Transport.API;
    }

    private static boolean isOf(SessionKey key, String workspace, String serverId) {
        return key.destination().workspace().equals(workspace)
                && key.destination().serverId().equals(serverId);
    }

    /// What is open here, for tests: sessions, parked uses, processes.
    int open() {
        return sessions.size() + uses.parked() + children.size();
    }

    /// Goes on where the caller was. Whoever stops waiting cancels.
    private static <T> Uni<T> later(Function<Future<Void>, Future<T>> work) {
        return Uni.createFrom()
                .deferred(() -> {
                    Promise<Void> cancelled = Promise.promise();
                    return Uni.createFrom()
                            .completionStage(work.apply(cancelled.future()).toCompletionStage())
                            .emitOn(caller())
                            .onCancellation()
                            .invoke(cancelled::tryComplete);
                });
    }

    private static Executor caller() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : work -> context.runOnContext(_ -> work.run());
    }
}
