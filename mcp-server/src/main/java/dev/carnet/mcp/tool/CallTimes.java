package dev.carnet.mcp.tool;

import dev.carnet.mcp.limit.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Calls as an operator of the machine sees them (`carnet_calls_seconds` at `/q/metrics`): how many
/// there were, how long they took up to the 99th in a hundred, to which server and what became of
/// them. It counts what this process decided since it began; the log is the record, and the two can
/// be compared.
@ApplicationScoped
public class CallTimes {

    private static final String NAME = "carnet.calls";

    /// Where there is nothing of that name, or one server too many.
    private static final String NONE = "none";

    private static final String OTHER = "other";
    private static final double HALF = 0.5;
    private static final double NEARLY_ALL = 0.99;

    private final MeterRegistry registry;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    CallTimes(MeterRegistry registry) {
        this.registry = registry;
    }

    /// The same journey, measured.
    Uni<Finish> measured(CallOrder order, Uni<Finish> journey) {
        return measured(order.usable().origin().map(Origin::upstream).orElse("carnet"), journey);
    }

    /// The same journey to a name that nothing has.
    Uni<Finish> measured(Uni<Finish> journey) {
        return measured(NONE, journey);
    }

    private Uni<Finish> measured(String upstream, Uni<Finish> journey) {
        return Uni.createFrom()
                .deferred(() -> {
                    Timer.Sample sample = Timer.start(registry);
                    return journey.invoke(finish -> sample.stop(timer(upstream, word(finish))));
                });
    }

    private Timer timer(String upstream, String outcome) {
        return Timer.builder(NAME)
                .description("Calls by server and by what became of them.")
                .tag("upstream", bounded(upstream))
                .tag("outcome", outcome)
                .publishPercentiles(HALF, NEARLY_ALL)
                .register(registry);
    }

    /// Servers come and go; what is counted of them must not grow for ever.
    private String bounded(String upstream) {
        return known.contains(upstream)
                        || (known.size() < Limits.COUNTED_UPSTREAMS && known.add(upstream))
                ? upstream
                : OTHER;
    }

    private static String word(Finish finish) {
        return switch (finish) {
            case Finish.Done(Outcome outcome, _) -> word(outcome);
            case Finish.Unknown _ -> "denied";
            case Finish.NeedsScopes _ -> "needs_scopes";
            case Finish.TooMany _, Finish.UsedUp _ -> "limited";
            case Finish.Revoked _ -> "revoked";
            case Finish.Cancelled _ -> "cancelled";
            case Finish.TimedOut _ -> "timed_out";
            case Finish.Broken _ -> "broken";
            case Finish.Unavailable _ -> "unavailable";
        };
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case ToolResult result -> result.failed() ? "failed" : "ok";
            case Outcome.Failed _ -> "failed";
            case Outcome.InputRequired _, Outcome.MissingClient _, Outcome.Started _ -> "asked";
        };
    }
}
