package dev.carnet.shared.fetch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/// A request that an operator's settings lead to, such as one to the token endpoint of an identity
/// provider. It may carry what proves us there; nothing of it or its answer is kept.
///
/// @param headers of the request, beside those that every fetch has
/// @param within who may be private for this one
public record Sending(
        String url,
        Wanted wanted,
        HttpMethod method,
        Map<String, String> headers,
        Buffer body,
        Within within) {

    /// To where the configuration lets anything be sent.
    public Sending(
            String url,
            Wanted wanted,
            HttpMethod method,
            Map<String, String> headers,
            Buffer body) {
        this(url, wanted, method, headers, body, Within.CONFIGURATION);
    }

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
    static Sending get(Errand errand, Map<String, String> headers) {
        return new Sending(
                errand.url(),
                errand.wanted(),
                HttpMethod.GET,
                headers,
                Buffer.buffer(),
                errand.within());
    }

    @Override
    public String toString() {
        return "Sending[" + method + " " + url + "]";
    }
}
