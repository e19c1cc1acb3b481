package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerEvent;
import java.time.Duration;
import java.time.Instant;

/// The audit events of a call.
final class Entries {

    private Entries() {}

    /// Before it runs. The arguments enter as a salted digest of the bytes received, secrets among
    /// them masked.
    static Event begin(CallOrder order, Instant at) {
        return asked(order, about(order, "tool.call.begin", at).with("dec", "permit"));
    }

    /// What was asked, from where and as what, so that other rules can be run over it later. What
    /// was asked and from where is hidden, for whoever may open it.
    private static Event asked(CallOrder order, Event bare) {
        Viewer viewer = order.call().viewer();
        Event event = Circumstances.on(bare, viewer, order.usable());
        Event from = viewer.address().isEmpty() ? event : event.hide("ip", viewer.address());
        return order.rawArguments()
                .map(raw -> from.hide("args", Discretion.arguments(order, raw)))
                .orElse(from);
    }

    /// After it ran, whatever it came to.
    static Event end(CallOrder order, Event begin, Ending ending, Instant at) {
        long ms = Math.max(Duration.between(begin.at(), at).toMillis(), 0);
        return ending.describe(
                about(order, "tool.call.end", at)
                        .with("begin", begin.eid())
                        .with("ms", Long.toString(ms)),
                order.usable());
    }

    /// Instead of a begin: the caller is known, the call is not allowed.
    static Event refused(CallOrder order, String why, Instant at) {
        return asked(order, about(order, "call.refused", at).with("dec", "deny").with("why", why));
    }

    /// Instead of a begin: there is nothing of that name. The name is the caller's own text, so it
    /// is hidden.
    static Event unknown(ToolCall call, String type, String name, Instant at) {
        return of(call, "call.refused", at)
                .with("type", type)
                .with("dec", "deny")
                .with("why", "unknown_name")
                .hide("args", name);
    }

    private static Event about(CallOrder order, String act, Instant at) {
        Usable usable = order.usable();
        Event event =
                from(
                        usable,
                        of(order.call(), act, at)
                                .with("type", usable.type())
                                .with("cls", ToolClass.of(usable).wire()));
        return usable instanceof Resource resource
                ? event.hide("uri", resource.name())
                : event.with("tool", usable.name());
    }

    /// Where the thing comes from; a resource's own URI there is as private as the one here.
    private static Event from(Usable usable, Event event) {
        return usable.origin()
                .map(origin ->
                        usable instanceof Resource
                                ? event.with("srv", origin.upstream())
                                : event.with("srv", origin.upstream()).with("otool", origin.name()))
                .orElse(event);
    }

    private static Event of(ToolCall call, String act, Instant at) {
        return CallerEvent.of(call.caller(), act, at)
                .with("req", call.requestId())
                .with("trace", call.trace().map(Entries::traceId));
    }

    /// The second part of a `traceparent` (W3C Trace Context §3.2.2.3).
    private static String traceId(String traceparent) {
        return traceparent.substring(3, 35);
    }
}
