package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.caller.Trace;
import dev.carnet.mcp.caller.Visit;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.CallJourney;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Lookup.Sought;
import dev.carnet.mcp.tool.Stop;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Usable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/// Serves requests that use something.
@ApplicationScoped
public class Calls {

    private static final Logger LOG = Logger.getLogger(Calls.class);

    private final CallJourney journey;
    private final Answers answers;

    Calls(CallJourney journey, Answers answers) {
        this.journey = journey;
        this.answers = answers;
    }

    /// Sends what was found on its journey and answers with what comes of it.
    public void serve(Visit visit, Message.Request request, Usable usable, Manner manner) {
        var stop = new Stop();
        manner.begun(visit.reply(), stop);
        visit.reply().begin(false);
        var order =
                new CallOrder(
                        usable,
                        call(visit, request, manner, stop),
                        request.rawArguments(),
                        manner.questions(),
                        stop);
        Work.start(
                journey.travel(order).onTermination().invoke(manner::over),
                finish -> answers.give(visit, request, usable, manner, finish),
                Calls::impossible);
    }

    /// Records that nothing has that name, and says so.
    public void serveUnknown(
            Visit visit, Message.Request request, Sought.Unknown unknown, Manner manner) {
        var call = call(visit, request, manner, new Stop());
        Work.start(
                journey.unknown(call, unknown.type(), unknown.name()),
                finish -> answers.giveUnknown(visit, request, unknown, manner, finish),
                Calls::impossible);
    }

    private static ToolCall call(Visit visit, Message.Request request, Manner manner, Stop stop) {
        return new ToolCall(
                visit.viewer(),
                visit.presented(),
                visit.requestId(),
                visit.trace().or(() -> Trace.valid(request.meta().path("traceparent").asText())),
                arguments(request),
                manner.answers(),
                manner.state(),
                manner.capabilities(),
                new ReplyChannel(visit.reply(), request, manner::wants, stop));
    }

    private static ObjectNode arguments(Message.Request request) {
        return request.params().path("arguments") instanceof ObjectNode given
                ? given
                : Json.object();
    }

    private static void impossible(Throwable bug) {
        LOG.error("A journey failed although it never does", bug);
    }
}
