package dev.carnet.auth.http;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.audit.RefusalCounts;
import dev.carnet.shared.outage.Outage;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Runs journeys to their answers: the one place where refusals are counted and turned into
/// answers, and faults are logged.
@Singleton
public final class Journeys {

    private static final Logger LOG = Logger.getLogger(Journeys.class);

    private final RefusalCounts counts;

    Journeys(RefusalCounts counts) {
        this.counts = counts;
    }

    /// Runs the journey; whatever it refuses is an error document.
    public Uni<Response> json(HttpServerRequest request, Supplier<Uni<Response>> journey) {
        return run(
                request,
                journey,
                refusal -> Uni.createFrom().item(Answers.refused(request, refusal)));
    }

    /// Runs the journey; whatever it refuses is answered by that.
    public Uni<Response> run(
            HttpServerRequest request,
            Supplier<Uni<Response>> journey,
            Function<Refusal, Uni<Response>> refused) {
        return Uni.createFrom()
                .deferred(journey::get)
                .ifNoItem()
                .after(Limits.JOURNEY)
                .fail()
                .onFailure(fault -> !(fault instanceof Refusal))
                .transform(fault -> unable(request, fault))
                .onFailure(Refusal.class)
                .recoverWithUni(refusal -> refused.apply(counted(refusal)));
    }

    /// What a client that proved itself was refused has an entry of its own already.
    public Refusal counted(Refusal refusal) {
        if (!refusal.isRecorded()) {
            counts.count(refusal.reason());
        }
        return refusal;
    }

    /// Logged once, answered without detail.
    private static Refusal unable(HttpServerRequest request, Throwable fault) {
        return Outage.in(fault)
                .map(outage -> unavailable(request, outage))
                .orElseGet(() -> broken(request, fault));
    }

    private static Refusal unavailable(HttpServerRequest request, Outage outage) {
        LOG.warnf("Unavailable at %s %s: %s", request.method(), request.path(), outage.line());
        return Refusal.because(
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                "Not able to do this right now; try again in a moment.",
                outage.reason());
    }

    private static Refusal broken(HttpServerRequest request, Throwable fault) {
        LOG.errorf(fault, "Fault at %s %s", request.method(), request.path());
        return Refusal.of(ErrorCode.SERVER_ERROR, "Something went wrong here; try again.");
    }
}
