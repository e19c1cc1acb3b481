package dev.carnet.shared.server;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// How a change of a server is told, whichever service makes it.
public final class ServerDeeds {

    /// The part of the gateway that a change of a server is a change of.
    public static final String PART = "servers";

    private ServerDeeds() {}

    /// A server as the log names it.
    ///
    /// @param authentication its kind
    public record Named(String id, String authentication, String name, String address) {}

    /// What the log says of an act.
    public static Event event(ApiCall call, String act, Instant at, Named server) {
        return call.event(act, at)
                .with("srv", server.id())
                .with("type", server.authentication())
                .hide("name", server.name())
                .hide("uri", server.address());
    }

    /// What every replica learns of a change: the servers, and what else changed.
    public static Deed deed(Answer answer, Event event, List<ChangeBody> more) {
        return new Deed(
                answer,
                event,
                Stream.concat(Stream.of(new GatewayChanged(PART)), more.stream()).toList());
    }
}
