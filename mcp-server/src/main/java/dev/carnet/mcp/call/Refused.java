package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.message.Wire;
import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Refuses a known caller: the entry first, then the answer.
@ApplicationScoped
public class Refused {

    private static final Logger LOG = Logger.getLogger(Refused.class);

    private final AuditLog log;
    private final Clock clock;

    Refused(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Answers with that error once its entry is durable. A method that does not exist is answered
    /// without one: asking what there is, is how clients find out.
    public void refuse(Visit visit, Optional<JsonNode> id, RpcError error) {
        var answer = HttpAnswer.json(error.status(), Wire.error(id, error));
        if (error.code() == RpcCode.METHOD_NOT_FOUND) {
            visit.reply().finish(answer);
        } else {
            refuse(visit, error.code().name().toLowerCase(Locale.ROOT), answer);
        }
    }

    /// Answers like that once its entry is durable.
    ///
    /// @param why reason code for the log
    public void refuse(Visit visit, String why, HttpAnswer answer) {
        Work.start(
                log.append(event(visit, why)),
                receipt -> visit.reply().finish(answer),
                lost -> {
                    LOG.error("A refusal could not be recorded", lost);
                    visit.reply()
                            .finish(
                                    HttpAnswer.empty(503)
                                            .with(
                                                    "Retry-After",
                                                    Integer.toString(Limits.RETRY_AFTER_SECONDS)));
                });
    }

    private Event event(Visit visit, String why) {
        return CallerEvent.of(visit.caller(), "call.refused", clock.instant())
                .with("req", visit.requestId())
                .with("dec", "deny")
                .with("why", why);
    }
}
