package dev.carnet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A server of the first transport (HTTP+SSE of 2024-11-05) on a real socket of loopback: each
/// session has one stream for everything and an address to post to. Its tools are `exact` (says
/// `exact`), `ask` (asks its client for a name first), `say` (a log message, then its result) and
/// `hang` (never answers).
public final class FirstUpstream implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private final TlsHost host = TlsHost.plain();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final List<String> methods = new CopyOnWriteArrayList<>();
    private final Map<String, String> results = new ConcurrentHashMap<>();

    public FirstUpstream() {
        host.answers("/sse", this::serve);
    }

    public String url() {
        return "http://127.0.0.1:" + host.port() + "/sse";
    }

    /// Every method of a message so far.
    public List<String> methods() {
        return List.copyOf(methods);
    }

    /// Every request so far.
    public List<TlsHost.Request> requests() {
        return host.requests();
    }

    /// Streams that are open, as far as was noticed.
    public int open() {
        return open.get();
    }

    /// From now on that method has that result.
    public FirstUpstream result(String method, String result) {
        results.put(method, result);
        return this;
    }

    @Override
    public void close() {
        host.close();
    }

    private void serve(TlsHost.Request request, OutputStream out)
            throws IOException, InterruptedException {
        if (!request.head().getFirst().startsWith("GET")) {
            TlsHost.raw(405, "text/plain", "").to(request, out);
            return;
        }
        String place = "/messages?session=" + sessions.incrementAndGet();
        var said = new LinkedBlockingQueue<String>();
        var asked = new LinkedBlockingQueue<String>();
        host.answers(
                place,
                (posted, answer) -> {
                    TlsHost.raw(202, "text/plain", "").to(posted, answer);
                    hear(JSON.readTree(posted.body()), said, asked);
                });
        write(out, HEAD + "event: endpoint\ndata: " + place + "\n\n");
        open.incrementAndGet();
        try {
            while (true) {
                String message = said.poll(100, TimeUnit.MILLISECONDS);
                write(out, message == null ? ": here\n\n" : "data: " + message + "\n\n");
            }
        } finally {
            open.decrementAndGet();
        }
    }

    private void hear(JsonNode message, BlockingQueue<String> said, BlockingQueue<String> asked) {
        String id = message.path("id").toString();
        String method = message.path("method").asText();
        methods.add(method);
        if (message.has("result") || message.has("error")) {
            String name = message.path("result").path("content").path("name").asText("nobody");
            said.add(envelope(asked.remove(), TestUpstream.text("Hello " + name)));
        } else if (results.containsKey(method)) {
            said.add(envelope(id, results.get(method)));
        } else if (method.equals("tools/call")) {
            call(id, message.path("params").path("name").asText(), said, asked);
        } else if (message.has("id")) {
            said.add(envelope(id, listed(method)));
        }
    }

    private static void call(
            String id, String tool, BlockingQueue<String> said, BlockingQueue<String> asked) {
        switch (tool) {
            case "ask" -> {
                asked.add(id);
                said.add(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"method\":\"elicitation/create\","
                                + "\"params\":{\"message\":\"Your name?\",\"requestedSchema\":"
                                + "{\"type\":\"object\",\"properties\":{}}}}");
            }
            case "say" -> {
                said.add(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                                + "{\"level\":\"info\",\"data\":\"half\"}}");
                said.add(envelope(id, TestUpstream.text("said")));
            }
            case "hang" -> {
                // Nothing is ever said of it.
            }
            default -> said.add(envelope(id, TestUpstream.text(tool)));
        }
    }

    private static String listed(String method) {
        return switch (method) {
            case "initialize" ->
                    "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{}},"
                            + "\"serverInfo\":{\"name\":\"first\",\"version\":\"1\"}}";
            case "tools/list" -> "{\"tools\":[" + tools() + "]}";
            default -> "{}";
        };
    }

    private static String tools() {
        return String.join(
                ",",
                List.of("exact", "ask", "say", "hang").stream()
                        .map(name ->
                                "{\"name\":\""
                                        + name
                                        + "\",\"description\":\"Does.\",\"inputSchema\":"
                                        + "{\"type\":\"object\"}}")
                        .toList());
    }

    private static String envelope(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
