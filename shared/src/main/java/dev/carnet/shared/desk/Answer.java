package dev.carnet.shared.desk;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// What a request that changed something is answered with.
///
/// @param body anything Jackson can write
/// @param location where the made thing stands, below the origin of the service
/// @param etag the version of the thing, for `If-Match`
public record Answer(int status, Object body, Optional<String> location, Optional<String> etag) {

    /// 201 with the made thing.
    public static Answer created(Object body, String path) {
        return new Answer(201, body, Optional.of(RouteTable.BASE + path), Optional.empty());
    }

    /// 200 with the thing as it is now.
    public static Answer ok(Object body) {
        return new Answer(200, body, Optional.empty(), Optional.empty());
    }

    /// A copy that names the version.
    public Answer tagged(String etag) {
        return new Answer(status, body, location, Optional.of(etag));
    }

    /// The answer as HTTP.
    public Response response() {
        var response = Response.status(status).type(MediaType.APPLICATION_JSON).entity(body);
        location.ifPresent(path -> response.header(HttpHeaders.LOCATION, path));
        etag.ifPresent(tag -> response.header(HttpHeaders.ETAG, tag));
        return response.build();
    }
}
