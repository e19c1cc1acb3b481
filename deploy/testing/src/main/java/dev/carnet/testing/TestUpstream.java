package dev.carnet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A well-behaved server behind the gateway, of one era, on a real socket of loopback. It has the
/// tools `echo` (says its arguments and the headers that came), `exact` (numbers no parser may
/// touch), `ask` (asks for a name first; `aside`, which it does not list, on the stream that is no
/// request's own; `linger`, which it does not list either, never ends by itself) and `slow`
/// (progress, a log message, then its result), and whatever a test adds.
public final class TestUpstream implements AutoCloseable {

    /// The result of `exact`, byte for byte.
    public static final String EXACT =
            "{\"content\":[{\"type\":\"text\",\"text\":\"caf\\u00e9\"}],"
                    + "\"structuredContent\":{\"price\": 1.10,\"big\":12345678901234567890 },"
                    + "\"x-unknown\":[1e2,  null]}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STRING_SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}";

    private final TlsHost host = TlsHost.plain();
    private final boolean current;
    private final Map<String, Function<TlsHost.Request, String>> tools = new ConcurrentHashMap<>();
    private final List<String> definitions = new CopyOnWriteArrayList<>();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger most = new AtomicInteger();
    private final Map<String, BlockingQueue<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final Map<String, BlockingQueue<OutputStream>> own = new ConcurrentHashMap<>();
    private final List<String> methods = new CopyOnWriteArrayList<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Set<String> deadly = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lingering = new AtomicInteger();
    private volatile String words = "half";
    private volatile boolean hesitating;
    private volatile String capabilities = "{\"tools\":{\"listChanged\":true}}";

    private TestUpstream(boolean current) {
        this.current = current;
        host.answers("/mcp", this::serve);
        tool("echo", STRING_SCHEMA, TestUpstream::echo);
        tool("exact", STRING_SCHEMA, _ -> EXACT);
        tool("ask", STRING_SCHEMA, _ -> text("unasked"));
        tool("slow", STRING_SCHEMA, _ -> text("slow"));
    }

    /// Of 2026-07-28.
    public static TestUpstream current() {
        return new TestUpstream(true);
    }

    /// Of 2025-11-25, with sessions.
    public static TestUpstream earlier() {
        return new TestUpstream(false);
    }

    public String url() {
        return "http://127.0.0.1:" + host.port() + "/mcp";
    }

    /// Every request so far.
    public List<TlsHost.Request> requests() {
        return host.requests();
    }

    /// Every method of a message so far.
    public List<String> methods() {
        return List.copyOf(methods);
    }

    /// Sessions that were begun and not ended.
    public int openSessions() {
        return sessions.size();
    }

    /// How many of them were open at the same time.
    public int mostSessions() {
        return most.get();
    }

    /// Forgets all sessions, as a server that was started anew.
    public void forgetSessions() {
        sessions.clear();
    }

    /// From now on it is at that path too, or answers there whatever else.
    public TestUpstream at(String path, TlsHost.Reply reply) {
        host.answers(path, reply);
        return this;
    }

    /// Adds a tool, or changes it.
    public TestUpstream tool(
            String name, String inputSchema, Function<TlsHost.Request, String> result) {
        definitions.removeIf(one -> one.contains("\"name\":\"" + name + "\""));
        definitions.add(
                "{\"name\":\""
                        + name
                        + "\",\"description\":\"Does "
                        + name
                        + ".\",\"inputSchema\":"
                        + inputSchema
                        + "}");
        tools.put(name, result);
        return this;
    }

    /// From now on it does not list that tool, and has it all the same.
    public TestUpstream unlisted(String name) {
        definitions.removeIf(one -> one.contains("\"name\":\"" + name + "\""));
        return this;
    }

    /// From now on that is what it says it offers (JSON).
    public TestUpstream offering(String members) {
        capabilities = members;
        return this;
    }

    /// From now on `slow` says that meanwhile, and `ask` puts it into its question.
    public TestUpstream saying(String text) {
        words = text;
        return this;
    }

    /// From now on `ask` of the earlier era never says what came of an answer.
    public TestUpstream hesitating() {
        hesitating = true;
        return this;
    }

    /// From now on it knows that method no more.
    public TestUpstream without(String method) {
        unknown.add(method);
        return this;
    }

    /// From now on a call of that tool is the last that its connection hears.
    public TestUpstream dyingOf(String tool) {
        deadly.add(tool);
        return this;
    }

    /// A result of one text.
    public static String text(String text) {
        ObjectNode result = JSON.createObjectNode();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result.toString();
    }

    /// Tells whoever listens that the tools changed.
    public void toolsChanged() {
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    }

    /// How many listen.
    public int listeners() {
        return streams.size();
    }

    /// Says something on every stream that listens.
    public void say(String message) {
        streams.forEach(stream -> {
            try {
                event(stream, message);
            } catch (IOException gone) {
                // Whoever holds it sees the same and takes it out.
            }
        });
    }

    /// Calls of `linger` whose caller waits.
    public int lingering() {
        return lingering.get();
    }

    /// Nobody listens there any more.
    public void leave() {
        host.close();
    }

    @Override
    public void close() {
        leave();
    }

    private void serve(TlsHost.Request request, OutputStream out)
            throws IOException, InterruptedException {
        String session = request.header("Mcp-Session-Id").orElse("");
        switch (request.head().getFirst().split(" ", 2)[0]) {
            case "GET" -> listen(session, out);
            case "DELETE" -> {
                sessions.remove(session);
                status(out, 204);
            }
            default -> message(request, session, out);
        }
    }

    private void listen(String session, OutputStream out) throws IOException, InterruptedException {
        if (current || !sessions.contains(session)) {
            status(out, 405);
            return;
        }
        head(out);
        hold(session, out);
    }

    private void hold(String session, OutputStream out) throws IOException, InterruptedException {
        streams.add(out);
        ownStream(session).add(out);
        try {
            while (current || sessions.contains(session)) {
                Thread.sleep(100);
                write(out, ": here\n\n");
            }
        } finally {
            streams.remove(out);
        }
    }

    private BlockingQueue<OutputStream> ownStream(String session) {
        return own.computeIfAbsent(session, _ -> new LinkedBlockingQueue<>());
    }

    /// Waits until the session listens.
    private OutputStream stream(String session) throws InterruptedException {
        OutputStream stream = ownStream(session).take();
        ownStream(session).add(stream);
        return stream;
    }

    private void message(TlsHost.Request request, String session, OutputStream out)
            throws IOException, InterruptedException {
        JsonNode message = JSON.readTree(request.body());
        String method = message.path("method").asText();
        methods.add(method);
        if (message.has("result") || message.has("error")) {
            answers.computeIfAbsent(message.path("id").asText(), _ -> new LinkedBlockingQueue<>())
                    .add(message);
            status(out, 202);
        } else if (!message.has("id")) {
            status(out, 202);
        } else if (!current && !method.equals("initialize") && !sessions.contains(session)) {
            status(out, session.isEmpty() ? 400 : 404);
        } else {
            answer(request, message, session, out);
        }
    }

    private void answer(TlsHost.Request request, JsonNode message, String session, OutputStream out)
            throws IOException, InterruptedException {
        String id = message.path("id").toString();
        String tool = message.path("params").path("name").asText();
        if (deadly.contains(tool)) {
            throw new IOException("it dies of it");
        }
        if (unknown.contains(message.path("method").asText())) {
            whole(out, "", unknown(id));
            return;
        }
        switch (message.path("method").asText()) {
            case "server/discover" -> json(out, id, discovered());
            case "initialize" -> initialize(out, id);
            case "tools/list" ->
                    json(out, id, "{\"tools\":[" + String.join(",", definitions) + "]}");
            case "subscriptions/listen" -> {
                head(out);
                hold(session, out);
            }
            case "tools/call" -> {
                if (tool.equals("ask")) {
                    ask(message, Optional.empty(), out);
                } else if (tool.equals("aside")) {
                    ask(message, Optional.of(stream(session)), out);
                } else if (tool.equals("linger")) {
                    linger(out);
                } else if (tool.equals("slow")) {
                    slow(message, out);
                } else {
                    json(out, id, tools.getOrDefault(tool, _ -> text("none")).apply(request));
                }
            }
            default -> json(out, id, "{}");
        }
    }

    private static String unknown(String id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}";
    }

    private String discovered() {
        return "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                + "\"capabilities\":"
                + capabilities
                + ","
                + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":"
                + "{\"name\":\"test\",\"version\":\"1\"}}}";
    }

    private void initialize(OutputStream out, String id) throws IOException {
        String session = UUID.randomUUID().toString();
        sessions.add(session);
        most.accumulateAndGet(sessions.size(), Math::max);
        String result =
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":"
                        + capabilities
                        + ",\"serverInfo\":{\"name\":\"test\",\"version\":\"1\"}}";
        whole(out, "Mcp-Session-Id: " + session + "\r\n", envelope(id, result));
    }

    private static String echo(TlsHost.Request request) {
        return text(String.join("\n", request.head()) + "\n" + request.body());
    }

    private void ask(JsonNode message, Optional<OutputStream> aside, OutputStream out)
            throws IOException, InterruptedException {
        String id = message.path("id").toString();
        JsonNode given = message.path("params").path("inputResponses").path("name");
        String question =
                "\"method\":\"elicitation/create\",\"params\":{\"message\":"
                        + JSON.valueToTree("Your name? " + words)
                        + ","
                        + "\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";
        if (current) {
            json(
                    out,
                    id,
                    given.isMissingNode()
                            ? "{\"resultType\":\"input_required\",\"inputRequests\":{\"name\":{"
                                    + question
                                    + "}},\"requestState\":\"state-1\"}"
                            : text(
                                    "Hello "
                                            + given.path("content").path("name").asText()
                                            + " "
                                            + message.path("params")
                                                    .path("requestState")
                                                    .asText()));
            return;
        }
        String ours = "q-" + UUID.randomUUID();
        head(out);
        event(aside.orElse(out), "{\"jsonrpc\":\"2.0\",\"id\":\"" + ours + "\"," + question + "}");
        JsonNode answer =
                answers.computeIfAbsent(ours, _ -> new LinkedBlockingQueue<>())
                        .poll(20, TimeUnit.SECONDS);
        while (hesitating) {
            Thread.sleep(100);
            write(out, ": thinking\n\n");
        }
        String said =
                answer == null || answer.has("error")
                        ? "nobody"
                        : answer.path("result").path("content").path("name").asText();
        event(out, envelope(id, text("Hello " + said)));
    }

    private void linger(OutputStream out) throws IOException, InterruptedException {
        lingering.incrementAndGet();
        try {
            head(out);
            while (true) {
                write(out, ": here\n\n");
                Thread.sleep(50);
            }
        } finally {
            lingering.decrementAndGet();
        }
    }

    private void slow(JsonNode message, OutputStream out) throws IOException {
        String token = message.path("params").path("_meta").path("progressToken").toString();
        head(out);
        if (!token.isEmpty()) {
            event(
                    out,
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                            + "{\"progressToken\":"
                            + token
                            + ",\"progress\":1.5,\"total\":3,\"message\":"
                            + JSON.valueToTree(words)
                            + "}}");
        }
        event(
                out,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
                        + "{\"level\":\"info\",\"data\":"
                        + JSON.valueToTree(words)
                        + "}}");
        event(out, envelope(message.path("id").toString(), text("slow")));
    }

    private static String envelope(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static void json(OutputStream out, String id, String result) throws IOException {
        whole(out, "", envelope(id, result));
    }

    private static void whole(OutputStream out, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + headers
                        + "Content-Length: "
                        + bytes.length
                        + "\r\nConnection: close\r\n\r\n");
        out.write(bytes);
        out.flush();
    }

    private static void status(OutputStream out, int status) throws IOException {
        write(
                out,
                "HTTP/1.1 " + status + " Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }

    private static void head(OutputStream out) throws IOException {
        write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
    }

    private static void event(OutputStream out, String message) throws IOException {
        write(out, "event: message\ndata: " + message + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
