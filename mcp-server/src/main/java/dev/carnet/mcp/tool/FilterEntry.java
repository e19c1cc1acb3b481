package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerEvent;
import java.time.Instant;
import java.util.Optional;

/// The entry that says that something of an upstream was taken out, held back, or let through
/// though it is too long. It names what kind of thing was found and never what.
///
/// @param type of what was used: `tool`, `resource`, …
/// @param upstream its slug
/// @param tool its name there, of a tool
public record FilterEntry(
        ToolCall call, String type, Optional<String> upstream, Optional<String> tool) {

    /// The entry of a call.
    public static FilterEntry of(CallOrder order) {
        Usable usable = order.usable();
        return new FilterEntry(
                order.call(),
                usable.type(),
                usable.origin().map(Origin::upstream),
                usable.origin().filter(_ -> usable.type().equals("tool")).map(Origin::name));
    }

    /// What was done, and why.
    ///
    /// @param decision `allow`, `redact` or `block`
    /// @param kinds of what was found
    public Event event(String decision, String kinds, Instant at) {
        return CallerEvent.of(call.caller(), "tool.result.filtered", at)
                .with("req", call.requestId())
                .with("type", type)
                .with("srv", upstream)
                .with("otool", tool)
                .with("dec", decision)
                .with("why", kinds);
    }
}
