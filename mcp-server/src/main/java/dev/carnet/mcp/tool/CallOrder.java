package dev.carnet.mcp.tool;

import dev.carnet.mcp.live.Ended;
import java.util.Optional;

/// Everything the journey of one call needs.
///
/// @param call what the tool will see
/// @param rawArguments as received, for the audit digest
/// @param questions how to ask the client while the call runs, if the revision can
/// @param stop ends the call before its result
public record CallOrder(
        Usable usable,
        ToolCall call,
        Optional<String> rawArguments,
        Optional<Questions> questions,
        Stop stop) {

    /// Ends the call because its caller may not go on, unless it may be what ended them: who hands
    /// a passport in gets an answer.
    void end(Ended why) {
        if (!(why instanceof Ended.Revoked && usable.mayEndCaller())) {
            stop.end(why);
        }
    }

    /// The same call with other arguments, as somebody who had to agree has edited them.
    public CallOrder edited(ToolCall other, String raw) {
        return new CallOrder(usable, other, Optional.of(raw), questions, stop);
    }

    /// The same call, with what let it through.
    CallOrder decided(Decided decided) {
        return new CallOrder(usable, call.with(decided), rawArguments, questions, stop);
    }

    /// The same call with another way back to its client.
    public CallOrder through(Channel channel) {
        return new CallOrder(usable, call.through(channel), rawArguments, questions, stop);
    }

    /// The same call of something that stands in for the thing.
    public CallOrder using(Usable other) {
        return new CallOrder(other, call, rawArguments, questions, stop);
    }
}
