package dev.carnet.mcp.caller;

import dev.carnet.shared.workspace.Ids;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a request in logs and entries: what the client calls it in `X-Request-Id` when that
/// is harmless, else a fresh one. The answer repeats it.
public final class RequestId {

    private static final String HEADER = "X-Request-Id";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /// The name of that request; its answer is given the header.
    public static String of(HttpServerRequest request) {
        String id =
                Optional.ofNullable(request.getHeader(HEADER))
                        .filter(given -> HARMLESS.matcher(given).matches())
                        .orElseGet(() -> Ids.fresh("req"));
        request.response().putHeader(HEADER, id);
        return id;
    }
}
