package dev.carnet.mcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.testing.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that are processes: real ones, written in shell.
class StdioTest {

    /// `ERA` says which era it is of.
    private static final String PROGRAM =
            """
            say() { printf '{"jsonrpc":"2.0","id":%s,%s}\\n' "$id" "$1"; }
            text() { say "\\"result\\":{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"$1\\"}]}"; }
            echo noise that is no message
            while IFS= read -r line; do
              id=${line#*\\"id\\":}; id=${id%%[!0-9]*}
              case "$line" in
                *'"server/discover"'*)
                  if [ "$ERA" = current ]; then
                    say '"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}'
                  else
                    say '"error":{"code":-32601,"message":"unknown"}'
                  fi ;;
                *'"initialize"'*)
                  declared=$(printf '%s' "$line" | tr -cd 'a-z')
                  say '"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh"}}' ;;
                *'"tools/list"'*) say '"result":{"tools":[{"name":"env","inputSchema":{"type":"object"}}]}' ;;
                *'"name":"env"'*) text "$(env | sed 's/=.*//' | sort | tr '\\n' ' ')" ;;
                *'"name":"declared"'*) text "$declared" ;;
                *'"name":"spawn"'*) sleep 1000 & text "$!" ;;
                *'"name":"crash"'*) echo because >&2; exit 3 ;;
                *'"name":"long"'*) head -c 3000000 /dev/zero | tr '\\0' x ;;
                *'"name":"deaf"'*) sleep 1000 ;;
                *'"name":"orphan"'*) sleep 1000 & echo "$!" >>"$0.left"; exit 3 ;;
                *'"name":"key"'*) text "$KEY" ;;
                *'"name":"memory"'*) x=$(head -c 50000000 /dev/zero | tr '\\0' x); text "${#x}" ;;
                *'"name":"cpu"'*) while :; do :; done ;;
                *'"name":"files"'*) tee $(printf '/dev/null %.0s' $(seq 100)) </dev/null 2>/dev/null && text many || text few ;;
                *'"name":"fork"'*) for i in 1 2 3 4 5 6 7 8; do sleep 1000 & done; text many ;;
              esac
            done
            """;

    private static final int CRASHES = Math.max(10, Rounds.COUNT / 4);

    /// Nobody else's processes count for them.
    private static final AtomicInteger USERS = new AtomicInteger(61_000);

    @TempDir private Path folder;
    private Bench bench = new Bench();

    @BeforeEach
    void start() throws IOException {
        bench.close();
        Path script = folder.resolve("server.sh");
        Files.writeString(script, PROGRAM);
        Path file = folder.resolve("stdio.json");
        Files.writeString(
                file,
                """
                {"earlier": {"command": ["sh", "%s"], "env": {"ERA": "earlier"}, "processes": 2},
                 "current": {"command": ["sh", "%s"], "env": {"ERA": "current"}},
                 "many": {"command": ["sh", "%s"], "env": {"ERA": "earlier"}, "processes": 40},
                 "missing": {"command": ["/nothing/here"]}}
                """
                        .formatted(script, script, script));
        bench =
                new Bench(
                        StdioServers.of(Optional.of(file)),
                        FetchTrust.of(Optional.empty()),
                        Clock.systemUTC());
    }

    /// One program with these members beside its command.
    private Destination program(String members) throws IOException {
        bench.close();
        Path file = folder.resolve("limited.json");
        Files.writeString(file, "{\"limited\": {\"command\": %s%s}}".formatted(command(), members));
        bench =
                new Bench(
                        StdioServers.of(Optional.of(file)),
                        FetchTrust.of(Optional.empty()),
                        Clock.systemUTC());
        return new Destination(
                "wsp_1", "srv_limited", Transport.STDIO, "limited", Bounds.USUAL, false);
    }

    /// As somebody who is not the superuser, for whom some limits count.
    private static ArrayNode command() {
        var command = Json.MAPPER.createArrayNode();
        if (System.getProperty("user.name").equals("root")) {
            command.add("setpriv").add("--reuid=" + USERS.incrementAndGet()).add("--clear-groups");
        }
        return command.add("sh").add("-c").add(PROGRAM);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static Destination at(String name) {
        return new Destination("wsp_1", "srv_" + name, Transport.STDIO, name, Bench.SHORT, false);
    }

    private String text(Destination destination, String tool) {
        Reply reply = bench.use(destination, Bench.call(tool));
        var done = assertInstanceOf(Reply.Done.class, reply);
        return done.members().tree("content").path(0).path("text").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"earlier", "current"})
    void a_process_of_either_era_is_listed_and_used(String era) {
        var offer = assertInstanceOf(Offering.Offer.class, bench.offer(at(era)));
        assertEquals(era.equals("current") ? Era.CURRENT : Era.EARLIER, offer.era());
        assertEquals("env", offer.tools().getFirst().path("name").asText());
    }

    @Test
    void nothing_of_our_environment_reaches_it() {
        var unhurried =
                new Destination("wsp_1", "srv_1", Transport.STDIO, "earlier", Bounds.USUAL, false);
        var names = new HashSet<>(List.of(text(unhurried, "env").strip().split(" ")));
        assertTrue(names.containsAll(Set.of("PATH", "ERA")), names::toString);
        names.removeAll(Set.of("PATH", "ERA", "PWD", "OLDPWD", "SHLVL", "_"));
        assertEquals(Set.of(), names);
    }

    /// G29: what a process started ends with it.
    @Test
    void what_it_started_ends_with_it() throws InterruptedException {
        long started = Long.parseLong(text(at("earlier"), "spawn"));
        assertTrue(isAlive(started));
        bench.upstreams.forget("wsp_1", "srv_earlier");
        Bench.until(() -> !isAlive(started));
        Bench.until(() -> bench.upstreams.open() == 0);
    }

    private static boolean isAlive(long process) {
        return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void one_that_ends_is_begun_anew_and_left_alone_when_it_keeps_ending() {
        assertInstanceOf(Broken.class, bench.use(at("earlier"), Bench.call("crash")));
        assertTrue(text(at("earlier"), "env").contains("ERA"));
        for (int i = 0; i < UpstreamLimits.FAULTS; i++) {
            assertInstanceOf(Broken.class, bench.use(at("earlier"), Bench.call("crash")));
        }
        var broken = assertInstanceOf(Broken.class, bench.use(at("earlier"), Bench.call("env")));
        assertTrue(broken.publicText().contains("left alone"), broken.publicText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"long", "deaf"})
    void one_that_floods_or_falls_silent_costs_its_limit(String tool) throws InterruptedException {
        assertInstanceOf(Broken.class, bench.use(at("earlier"), Bench.call(tool)));
        bench.upstreams.forget("wsp_1", "srv_earlier");
        Bench.until(() -> bench.upstreams.open() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "memory, memory_mb, 20, 50000000",
        "files, open_files, 32, many",
        "fork, user_processes, 4, many"
    })
    void a_process_gets_no_more_than_its_limit(String tool, String limit, int most, String without)
            throws IOException {
        assertEquals(without, text(program(""), tool));
        Destination limited = program(", \"limits\": {\"%s\": %d}".formatted(limit, most));
        Reply reply = bench.use(limited, Bench.call(tool));
        if (reply instanceof Reply.Done done) {
            assertEquals("few", done.members().tree("content").path(0).path("text").asText());
        } else {
            assertEquals(
                    "The server's process ended.",
                    assertInstanceOf(Broken.class, reply).publicText());
        }
    }

    @Test
    void a_process_that_computes_without_end_is_ended_and_begun_anew() throws Exception {
        Destination limited = program(", \"limits\": {\"cpu_seconds\": 1}");
        Reply reply = bench.use(limited, Bench.call("cpu"));
        assertEquals(
                "The server's process ended.", assertInstanceOf(Broken.class, reply).publicText());
        Bench.until(() -> bench.upstreams.open() == 0);
        assertEquals("", text(limited, "key"));
    }

    @Test
    void a_limit_that_cannot_be_set_is_a_reason_not_to_begin() throws IOException {
        var command = new ProgramLimits(1, 1, 1 << 30, 1).before(List.of("echo", "begun"));
        var process = new ProcessBuilder(command).start();
        assertEquals("", new String(process.getInputStream().readAllBytes(), UTF_8));
        assertTrue(process.onExit().join().exitValue() != 0);
    }

    /// The command is never read by a shell.
    @Test
    void the_arguments_of_a_command_are_arguments() throws IOException {
        String text = "$(id) `id`; \"x\" 'y' *";
        var command = ProgramLimits.USUAL.before(List.of("printf", "%s|", text, "b c"));
        var process = new ProcessBuilder(command).start();
        assertEquals(text + "|b c|", new String(process.getInputStream().readAllBytes(), UTF_8));
    }

    /// K4: what proves us there stands in the variable that the operator names, and nowhere else.
    @Test
    void a_key_reaches_the_process_that_the_file_has_a_variable_for() throws IOException {
        assertEquals("Bearer upstream", text(program(", \"secret\": \"KEY\""), "key"));
        assertEquals("", text(program(", \"secret\": \"OTHER\""), "key"));
        var names = text(program(""), "env");
        assertTrue(!names.contains("KEY") && !names.contains("OTHER"), names);
    }

    /// G29: what it left running does not hide that it ended.
    @Test
    void one_that_ends_beside_what_it_started_has_ended() throws IOException {
        Destination program = program("");
        Reply reply = bench.use(program, Bench.call("orphan"));
        assertEquals(
                "The server's process ended.", assertInstanceOf(Broken.class, reply).publicText());
    }

    /// G29: after many rounds of dying, also beside what it started, and beginning anew there is no
    /// process and no file more than before.
    @Test
    void many_crashes_leave_no_process_and_no_file_behind() throws Exception {
        crashes(0);
        long processes = processes();
        int files = FallbackTest.openFiles();
        for (int i = 1; i <= CRASHES; i++) {
            crashes(i);
        }
        Bench.until(() -> bench.upstreams.open() == 0);
        Bench.until(() -> processes() <= processes);
        List<String> left = Files.readAllLines(folder.resolve("server.sh.left"));
        assertEquals(CRASHES / 2 + CRASHES % 2, left.size());
        Bench.until(() -> left.stream().map(Long::valueOf).noneMatch(StdioTest::isAlive));
        Bench.until(() -> FallbackTest.openFiles() <= files + 5);
    }

    private void crashes(int round) {
        String id = "srv_" + round;
        var place = new Destination("wsp_1", id, Transport.STDIO, "earlier", Bounds.USUAL, false);
        Use use = Bench.call(round % 2 == 0 ? "crash" : "orphan");
        Broken broken = assertInstanceOf(Broken.class, bench.use(place, use));
        assertEquals("The server's process ended.", broken.publicText());
        bench.upstreams.forget("wsp_1", id);
    }

    /// Of this one, without the database's, which come and go.
    private static long processes() {
        return ProcessHandle.current()
                .descendants()
                .filter(one -> !one.info().command().orElse("postgres").contains("postgres"))
                .count();
    }

    /// Whoever waits for a process's words waits on a thread of its own.
    @Test
    void many_processes_at_once_hold_up_nobody() {
        var unhurried =
                new Destination("wsp_1", "srv_1", Transport.STDIO, "many", Bounds.USUAL, false);
        for (int person = 0; person < 40; person++) {
            Reply reply =
                    bench.use(
                            unhurried,
                            new Pass(Map.of(), "person-" + person),
                            Bench.call("env"),
                            Conversation.SILENT);
            assertInstanceOf(Reply.Done.class, reply);
        }
        assertEquals(80, bench.upstreams.open());
    }

    /// G10: folders that a client calls its own are folders of this machine to a program that runs
    /// here, and servers of files open what they are told so; they hear of none.
    @Test
    void folders_of_a_client_are_no_business_of_a_program_here() {
        var client = new Bench.Listening("{\"roots\":{\"listChanged\":true},\"sampling\":{}}");
        Reply reply = bench.use(at("earlier"), Bench.PASS, Bench.call("declared"), client);
        var done = assertInstanceOf(Reply.Done.class, reply);
        String declared = done.members().tree("content").path(0).path("text").asText();
        assertTrue(declared.contains("sampling"), declared);
        assertFalse(declared.contains("roots"), declared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "unknown", "sh"})
    void a_program_the_operator_does_not_name_or_have_is_not_run(String name) {
        assertInstanceOf(Broken.class, bench.use(at(name), Bench.call("env")));
        assertEquals(0, bench.upstreams.open());
    }

    /// A name is a name, and never a path.
    @ParameterizedTest
    @ValueSource(strings = {"../earlier", "/bin/sh", "Earlier", "a b", "", "earlier;id"})
    void a_destination_can_only_name_a_program(String name) {
        assertTrue(at(name).objection().isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "nonsense",
                "{\"a\": {}}",
                "{\"a\": {\"command\": []}}",
                "{\"a\": {\"command\": [1]}}",
                "{\"a\": {\"command\": [\"x\"], \"env\": {\"A\": 1}}}",
                "{\"a\": {\"command\": [\"x\"], \"processes\": 0}}",
                "{\"a\": {\"command\": [\"x\"], \"shell\": true}}",
                "{\"a\": {\"command\": [\"x\"], \"secret\": \"A=B\"}}",
                "{\"a\": {\"command\": [\"x\"], \"secret\": \"\"}}",
                "{\"a\": {\"command\": [\"x\"], \"limits\": []}}",
                "{\"a\": {\"command\": [\"x\"], \"workspaces\": \"wsp_1\"}}",
                "{\"a\": {\"command\": [\"x\"], \"workspaces\": [1]}}",
                "{\"a\": {\"command\": [\"x\"], \"limits\": {\"memory\": 1}}}",
                "{\"a\": {\"command\": [\"x\"], \"limits\": {\"cpu_seconds\": 0}}}",
                "{\"a\": {\"command\": [\"x\"], \"limits\": {\"open_files\": \"1; id\"}}}",
                "{\"../a\": {\"command\": [\"x\"]}}"
            })
    void a_file_that_is_not_understood_is_a_reason_not_to_start(String text) throws IOException {
        Path file = folder.resolve("bad.json");
        Files.writeString(file, text);
        assertThrows(RefusedToStart.class, () -> StdioServers.of(Optional.of(file)));
    }
}
