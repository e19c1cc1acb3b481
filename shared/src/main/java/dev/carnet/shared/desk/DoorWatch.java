package dev.carnet.shared.desk;

import dev.carnet.shared.caller.Caller;
import io.vertx.core.http.HttpServerRequest;

/// What a service heeds at its own door beside the table. Each service has one.
public interface DoorWatch {

    /// Where the request comes from.
    String address(HttpServerRequest request);

    /// Refuses a request before anything else of it is looked at.
    void arrives(HttpServerRequest request);

    /// Refuses a request to a route that needs no credential, if there are too many.
    void open(HttpServerRequest request);

    /// Counts a request that was turned away without a caller, by the code it was answered with.
    void turnedAway(String code);

    /// Takes note of somebody who is turned away with what was given to somebody.
    ///
    /// @param reason why it ended, or what of it was not proven
    void mistrusted(Caller caller, String reason, HttpServerRequest request);

    /// Takes note of somebody who was let in.
    void admitted(Caller caller);
}
