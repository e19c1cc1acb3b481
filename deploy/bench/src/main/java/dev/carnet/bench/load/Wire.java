package dev.carnet.bench.load;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// HTTP/1.1 with one kept-alive connection per caller.
public final class Wire implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(20);

    private final HttpClient http;

    public Wire(Vertx vertx, int connections) {
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setMaxPoolSize(connections)
                                .setKeepAlive(true)
                                .setTcpNoDelay(true));
    }

    /// What came back, read whole.
    public record Reply(int status, MultiMap headers, Buffer body) {}

    /// One POST; fails only when no answer came.
    public Future<Reply> post(URI to, Map<String, String> headers, Buffer body) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(to.toString())
                        .setTimeout(WITHIN.toMillis());
        headers.forEach(options::putHeader);
        return http.request(options).compose(request -> request.send(body)).compose(Wire::read);
    }

    private static Future<Reply> read(HttpClientResponse response) {
        return response.body()
                .map(body -> new Reply(response.statusCode(), response.headers(), body));
    }

    @Override
    public void close() {
        http.close();
    }
}
