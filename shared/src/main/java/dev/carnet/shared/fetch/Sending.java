package dev.carnet.shared.fetch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/// A request that an operator's settings lead to, such as one to the token endpoint of an identity
/// provider. It may carry what proves us there; nothing of it or its answer is kept.
///
/// @param headers of the request, beside those that every fetch has
public record Sending(
        String url, Wanted wanted, HttpMethod method, Map<String, String> headers, Buffer body) {

    /// A form to post.
    public static Sending form(String url, Wanted wanted, String encoded) {
        return new Sending(
                url,
                wanted,
                HttpMethod.POST,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                Buffer.buffer(encoded));
    }

    /// Plain reading.
    public static Sending get(String url, Wanted wanted, Map<String, String> headers) {
        return new Sending(url, wanted, HttpMethod.GET, headers, Buffer.buffer());
    }

    @Override
    public String toString() {
        return "Sending[" + method + " " + url + "]";
    }
}
