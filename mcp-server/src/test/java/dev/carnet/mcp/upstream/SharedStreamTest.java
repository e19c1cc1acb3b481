package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.testing.FirstUpstream;
import dev.carnet.testing.TestUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Servers of an earlier era that ask and log where no request's own stream carries it, while
/// several calls of one principal run: each client hears what is its own.
class SharedStreamTest {

    /// Waits for what its client answers, for each call.
    private static final String PROGRAM =
            """
            say() { printf '{"jsonrpc":"2.0","id":%s,%s}\\n' "$id" "$1"; }
            text() { say "\\"result\\":{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"$1\\"}]}"; }
            while IFS= read -r line; do
              id=${line#*\\"id\\":}; id=${id%%[!0-9]*}
              case "$line" in
                *'"server/discover"'*) say '"error":{"code":-32601,"message":"unknown"}' ;;
                *'"initialize"'*) say '"result":{"protocolVersion":"2025-06-18","capabilities":{"logging":{}}}' ;;
                *'"logging/setLevel"'*) say '"result":{}' ;;
                *'"name":"ask"'*)
                  asked=$id
                  echo '{"jsonrpc":"2.0","id":"q","method":"elicitation/create","params":{"message":"Your name?"}}' ;;
                *'"id":"q"'*)
                  name=${line#*\\"name\\":\\"}; name=${name%%\\"*}; id=$asked
                  [ "$name" = key ] && name=$KEY
                  case "$line" in *'"error"'*) text 'Hello nobody' ;; *) text "Hello $name" ;; esac ;;
                *'"notifications/cancelled"'*) echo over >"$HEARD" ;;
                *'"name":"say"'*)
                  echo '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"half"}}'
                  text said ;;
              esac
            done
            """;

    /// Where what nobody asked for comes.
    enum By {
        STDIO,
        SSE,
        STREAM
    }

    @TempDir private Path folder;
    private final FirstUpstream first = new FirstUpstream();
    private final TestUpstream earlier = TestUpstream.earlier();
    private final Map<String, Bench.Listening> clients = new HashMap<>();
    private Bench bench = new Bench();

    @BeforeEach
    void start() throws IOException {
        bench.close();
        Path file = folder.resolve("stdio.json");
        var servers = Json.object();
        var server = servers.putObject("asking").put("processes", 5).put("secret", "KEY");
        server.putArray("command").add("sh").add("-c").add(PROGRAM);
        server.putObject("env").put("HEARD", folder.resolve("heard").toString());
        Files.writeString(file, servers.toString());
        var stdio = StdioServers.of(Optional.of(file));
        bench = new Bench(stdio, FetchTrust.of(Optional.empty()), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        bench.close();
        first.close();
        earlier.close();
    }

    private Destination at(By by) {
        return switch (by) {
            case STDIO -> at(Transport.STDIO, "asking");
            case SSE -> at(Transport.SSE, first.url());
            case STREAM -> at(Transport.HTTP, earlier.url());
        };
    }

    private static Destination at(Transport transport, String address) {
        return new Destination("wsp_1", "srv_1", transport, address, Bounds.USUAL, true);
    }

    private static Use ask(By by) {
        return Bench.call(by == By.STREAM ? "aside" : "ask");
    }

    private Bench.Listening client(String name) {
        return clients.computeIfAbsent(
                name, _ -> new Bench.Listening("{\"elicitation\":{\"form\":{}}}"));
    }

    private Reply.Asked asked(By by, String name) {
        return assertInstanceOf(
                Reply.Asked.class, bench.use(at(by), Bench.PASS, ask(by), client(name)));
    }

    private String answered(By by, String name, Reply.Asked asked) {
        return answered(at(by), by, name, asked);
    }

    private String answered(Destination there, By by, String name, Reply.Asked asked) {
        return answered(there, Bench.PASS, by, name, asked);
    }

    private String answered(Destination there, Pass pass, By by, String name, Reply.Asked asked) {
        ObjectNode answers = Json.object();
        var answer = Json.object().put("action", "accept");
        answer.putObject("content").put("name", name);
        asked.questions().keySet().forEach(key -> answers.set(key, answer));
        var again = new Use(ask(by).act(), Optional.of(answers), Optional.of(asked.state()));
        return text(bench.use(there, pass, again, client(name)));
    }

    private static String text(Reply reply) {
        var done = assertInstanceOf(Reply.Done.class, reply);
        return done.members().tree("content").path(0).path("text").asText();
    }

    /// Two calls of one principal ask at once, and each client is asked what its own call wants to
    /// know.
    @ParameterizedTest
    @EnumSource
    void every_client_is_asked_by_its_own_call(By by) {
        Reply.Asked ada = asked(by, "Ada");
        Reply.Asked bob = asked(by, "Bob");
        assertEquals("Hello Bob", answered(by, "Bob", bob));
        assertEquals("Hello Ada", answered(by, "Ada", ada));
    }

    /// What is logged while another call waits for its client is not that client's.
    @ParameterizedTest
    @EnumSource(names = {"STDIO", "SSE"})
    void a_log_message_reaches_the_client_of_its_call(By by) {
        Reply.Asked ada = asked(by, "Ada");
        assertEquals("said", text(bench.use(at(by), Bench.PASS, Bench.call("say"), client("Bob"))));
        assertEquals(1, client("Bob").logs.size());
        assertEquals(List.of(), client("Ada").logs);
        assertEquals("Hello Ada", answered(by, "Ada", ada));
    }

    /// What runs one after the other runs in one session, which may remember something.
    @ParameterizedTest
    @EnumSource
    void one_after_the_other_is_one_session(By by) {
        for (String name : List.of("Ada", "Bob", "Eve")) {
            assertEquals("Hello " + name, answered(by, name, asked(by, name)));
        }
        assertEquals(by == By.STDIO ? 2 : 1, bench.upstreams.open());
    }

    /// Where no more sessions may be, a question that could be anybody's is nobody's, and those
    /// that were asked before count.
    @ParameterizedTest
    @EnumSource(names = "STDIO")
    void what_could_be_anybodys_is_refused(By by) {
        Reply.Asked ada = asked(by, "Ada");
        Reply.Asked bob = asked(by, "Bob");
        Reply.Asked eve = asked(by, "Eve");
        assertEquals("Hello nobody", text(bench.use(at(by), Bench.PASS, ask(by), client("Zoe"))));
        assertEquals("Hello Ada", answered(by, "Ada", ada));
        assertEquals("Hello Bob", answered(by, "Bob", bob));
        assertTrue(eve.questions().toString().contains("Your name?"));
    }

    private Destination hasty(By by) {
        return new Destination(
                "wsp_1", "srv_1", at(by).transport(), at(by).address(), Bench.SHORT, true);
    }

    private void givenUp(By by) {
        assertInstanceOf(
                Broken.class, bench.use(hasty(by), Bench.PASS, Bench.call("hang"), client("Ada")));
    }

    private Reply.Asked hastilyAsked(By by, String name) {
        return assertInstanceOf(
                Reply.Asked.class, bench.use(hasty(by), Bench.PASS, ask(by), client(name)));
    }

    /// A call that was given up may ask all the same, where it is known to: nobody else's client
    /// hears it.
    @ParameterizedTest
    @EnumSource(names = {"STDIO", "SSE"})
    void after_one_that_was_given_up_another_session_asks(By by) {
        assertEquals("Hello Ada", answered(hasty(by), by, "Ada", hastilyAsked(by, "Ada")));
        givenUp(by);
        int open = bench.upstreams.open();
        assertTrue(hastilyAsked(by, "Bob").questions().toString().contains("Your name?"));
        assertTrue(bench.upstreams.open() > open);
    }

    /// A server that never asked anything goes on in the session where it remembers things.
    @ParameterizedTest
    @EnumSource(names = {"STDIO", "SSE"})
    void after_one_that_was_given_up_a_server_that_asks_nothing_keeps_its_session(By by) {
        givenUp(by);
        int open = bench.upstreams.open();
        assertEquals(
                "said", text(bench.use(hasty(by), Bench.PASS, Bench.call("say"), client("Bob"))));
        assertEquals(open, bench.upstreams.open());
    }

    /// What proved us when it asked is not what proves us now: nobody hears either.
    @ParameterizedTest
    @EnumSource(names = "STDIO")
    void what_proved_us_in_an_earlier_round_is_not_said_again(By by) {
        var newer = new Pass(Map.of("Authorization", "Bearer another"), Bench.PASS.principal());
        assertEquals(
                "Hello Bearer [removed: credential]",
                answered(at(by), newer, by, "key", asked(by, "Ada")));
    }

    /// One principal's calls at once leave processes to others of the workspace.
    @ParameterizedTest
    @EnumSource(names = "STDIO")
    void many_calls_of_one_leave_processes_to_others(By by) {
        for (String name : List.of("Ada", "Bob", "Eve")) {
            asked(by, name);
        }
        bench.use(at(by), Bench.PASS, ask(by), client("Zoe"));
        for (String other : List.of("person-2", "person-3")) {
            var pass = new Pass(Map.of(), other);
            assertInstanceOf(Reply.Asked.class, bench.use(at(by), pass, ask(by), client(other)));
        }
    }

    /// E3: a program hears that nobody waits for its call any more, as a server elsewhere does.
    @ParameterizedTest
    @EnumSource(names = {"STDIO", "SSE"})
    void a_server_hears_that_its_call_is_over(By by) throws InterruptedException {
        asked(by, "Ada");
        assertEquals(0, told(by));
        var waiting =
                bench.upstreams
                        .use(at(by), Bench.PASS, Bench.call("hang"), client("Bob"))
                        .subscribe()
                        .with(_ -> {});
        Bench.until(() -> bench.upstreams.open() > (by == By.STDIO ? 4 : 2));
        waiting.cancel();
        Bench.until(() -> told(by) > 0);
    }

    private long told(By by) {
        return by == By.STDIO
                ? Files.exists(folder.resolve("heard")) ? 1 : 0
                : first.methods().stream().filter("notifications/cancelled"::equals).count();
    }
}
