package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.testing.TlsHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A server of any era over any transport that does one bad deed at one moment, and everything else
/// as it should.
public final class Crooked implements AutoCloseable {

    /// What must reach nobody.
    public static final String INSIDE = "what lies inside";

    private static final String EVENTS =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    /// How it is spoken to.
    public enum Way {
        CURRENT,
        EARLIER,
        SSE,
        STDIO
    }

    /// What it does.
    public enum Deed {
        SILENT,
        HUGE,
        DRIPS,
        ANOTHER,
        DIES,
        ELSEWHERE,
        PAGES
    }

    /// The same as a program. `AT` is the moment, `DEED` what it does then.
    static final String PROGRAM =
            """
            say() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$1"; }
            all='{"tools":{},"prompts":{},"resources":{},"completions":{}}'
            while IFS= read -r line; do
              id=${line#*\\"id\\":}; id=${id%%[!0-9]*}
              method=${line#*\\"method\\":\\"}; method=${method%%\\"*}
              if [ "$method" = "$AT" ]; then
                case "$DEED" in
                  huge) printf '{"jsonrpc":"2.0","id":%s,"result":{"content":"' "$id"
                        head -c 300000000 /dev/zero | tr '\\0' x ;;
                  drips) printf '{"jsonrpc":"2.0","id":%s,"result":{"content":"' "$id"
                         while printf x; do sleep 0.1; done ;;
                  another) id=999; say '{"content":[{"type":"text","text":"what lies inside"}]}' ;;
                  dies) exit 3 ;;
                  pages) say '{"tools":[{"name":"t'$id'","inputSchema":{"type":"object"}}],"nextCursor":"c'$id'"}' ;;
                esac
                continue
              fi
              case "$method" in
                server/discover) printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"no"}}\\n' "$id" ;;
                initialize) say '{"protocolVersion":"2025-06-18","capabilities":'$all'}' ;;
                tools/list) say '{"tools":[{"name":"act","inputSchema":{"type":"object"}}]}' ;;
                prompts/list) say '{"prompts":[]}' ;;
                resources/list) say '{"resources":[]}' ;;
                resources/templates/list) say '{"resourceTemplates":[]}' ;;
                notifications/*) ;;
                *) say '{"content":[{"type":"text","text":"fine"}]}' ;;
              esac
            done
            """;

    private static final Map<String, String> RESULTS =
            Map.of(
                    "initialize",
                    "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{},"
                            + "\"prompts\":{},\"resources\":{},\"completions\":{}}}",
                    "server/discover",
                    "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{},"
                            + "\"prompts\":{},\"resources\":{},\"completions\":{}}}",
                    "tools/list",
                    "{\"tools\":[{\"name\":\"act\",\"description\":\"Acts.\",\"inputSchema\":"
                            + "{\"type\":\"object\"}}]}",
                    "prompts/list",
                    "{\"prompts\":[]}",
                    "resources/list",
                    "{\"resources\":[]}",
                    "resources/templates/list",
                    "{\"resourceTemplates\":[]}");

    private final TlsHost host = TlsHost.plain();
    private final TlsHost inside = TlsHost.plain();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger sessions = new AtomicInteger();
    private final Way way;
    private volatile Deed deed;
    private volatile String at;

    /// One that does that.
    ///
    /// @param at the method; `GET` is the stream that is no request's own
    public Crooked(Way way, Deed deed, String at) {
        this.way = way;
        this.deed = deed;
        this.at = at;
        host.answers("/mcp", this::serve);
    }

    /// From now on it does that, then.
    public void turns(Deed other, String then) {
        deed = other;
        at = then;
    }

    public String url() {
        return "http://127.0.0.1:" + host.port() + "/mcp";
    }

    /// How its transport is called where servers are registered.
    public String transport() {
        return way == Way.SSE ? "sse" : "http";
    }

    /// Connections to where nobody may be led.
    public int led() {
        return inside.connections();
    }

    @Override
    public void close() {
        over.countDown();
        host.close();
        inside.close();
    }

    private void serve(TlsHost.Request request, OutputStream out)
            throws IOException, InterruptedException {
        String verb = request.head().getFirst().split(" ", 2)[0];
        switch (verb) {
            case "GET" -> listen(request, out);
            case "POST" -> post(request, out);
            default -> TlsHost.raw(204, "text/plain", "").to(request, out);
        }
    }

    private void listen(TlsHost.Request request, OutputStream out)
            throws IOException, InterruptedException {
        if (way == Way.SSE) {
            String place = "/messages?session=" + sessions.incrementAndGet();
            var said = new LinkedBlockingQueue<String>();
            host.answers(place, (posted, answer) -> heard(posted, said, answer));
            write(out, EVENTS + "event: endpoint\ndata: " + place + "\n\n");
            String next = said.poll(20, TimeUnit.SECONDS);
            while (next != null && !next.isEmpty()) {
                write(out, "data: ");
                say(next, out);
                write(out, "\n\n");
                next = said.poll(20, TimeUnit.SECONDS);
            }
        } else if (way == Way.EARLIER && at.equals("GET")) {
            write(out, EVENTS + "data: ");
            say(deed.name(), out);
        } else {
            TlsHost.raw(405, "text/plain", "").to(request, out);
        }
    }

    private void heard(TlsHost.Request posted, BlockingQueue<String> said, OutputStream answer)
            throws IOException, InterruptedException {
        JsonNode message = Json.parse(posted.body());
        boolean bad = message.path("method").asText().equals(at);
        if (bad && deed == Deed.ELSEWHERE) {
            elsewhere(posted, answer);
            return;
        }
        TlsHost.raw(202, "text/plain", "").to(posted, answer);
        if (message.has("id")) {
            said.add(bad ? badly(message) : well(message));
        }
    }

    private void post(TlsHost.Request request, OutputStream out)
            throws IOException, InterruptedException {
        JsonNode message = Json.parse(request.body());
        String method = message.path("method").asText();
        if (way == Way.SSE || (way == Way.EARLIER && method.equals("server/discover"))) {
            TlsHost.raw(404, "text/plain", "").to(request, out);
        } else if (!message.has("id")) {
            TlsHost.raw(202, "text/plain", "").to(request, out);
        } else if (!method.equals(at)) {
            TlsHost.json(well(message), "Mcp-Session-Id: s-1").to(request, out);
        } else if (deed == Deed.ELSEWHERE) {
            elsewhere(request, out);
        } else {
            String said = badly(message);
            if (deed == Deed.ANOTHER || deed == Deed.PAGES) {
                TlsHost.json(said).to(request, out);
            } else if (deed != Deed.SILENT) {
                write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
                say(said, out);
            } else {
                over.await();
            }
        }
    }

    private void elsewhere(TlsHost.Request request, OutputStream out)
            throws IOException, InterruptedException {
        String there = "http://127.0.0.1:" + inside.port() + "/mcp";
        TlsHost.raw(307, "text/plain", "", "Location: " + there).to(request, out);
    }

    /// What is said in an ordinary answer.
    private static String well(JsonNode message) {
        return envelope(
                message.path("id").toString(),
                RESULTS.getOrDefault(
                        message.path("method").asText(),
                        "{\"content\":[{\"type\":\"text\",\"text\":\"fine\"}]}"));
    }

    private String badly(JsonNode message) {
        String id = message.path("id").toString();
        return switch (deed) {
            case PAGES ->
                    envelope(
                            id,
                            "{\"tools\":[{\"name\":\"t"
                                    + id
                                    + "\",\"inputSchema\":{\"type\":\"object\"}}],\"nextCursor\":\"c"
                                    + id
                                    + "\"}");
            case ANOTHER ->
                    envelope(
                            "999",
                            "{\"content\":[{\"type\":\"text\",\"text\":\"" + INSIDE + "\"}]}");
            case DIES -> "";
            case SILENT, HUGE, DRIPS, ELSEWHERE -> deed.name();
        };
    }

    private static String envelope(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    /// A message, or what its name stands for.
    private void say(String said, OutputStream out) throws IOException, InterruptedException {
        switch (said) {
            case "SILENT" -> over.await();
            case "DRIPS" -> {
                while (!over.await(50, TimeUnit.MILLISECONDS)) {
                    write(out, "x");
                }
            }
            case "HUGE" -> {
                String chunk = INSIDE.repeat(4_096);
                for (long sent = 0; sent < 1L << 30; sent += chunk.length()) {
                    write(out, chunk);
                }
            }
            default -> write(out, said);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
