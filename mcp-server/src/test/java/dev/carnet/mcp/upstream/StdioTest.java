package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.startup.RefusedToStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
              id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
              case "$line" in
                *'"server/discover"'*)
                  if [ "$ERA" = current ]; then
                    say '"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}'
                  else
                    say '"error":{"code":-32601,"message":"unknown"}'
                  fi ;;
                *'"initialize"'*)
                  say '"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh"}}' ;;
                *'"tools/list"'*) say '"result":{"tools":[{"name":"env","inputSchema":{"type":"object"}}]}' ;;
                *'"name":"env"'*) text "$(env | sed 's/=.*//' | sort | tr '\\n' ' ')" ;;
                *'"name":"spawn"'*) sleep 1000 & text "$!" ;;
                *'"name":"crash"'*) echo because >&2; exit 3 ;;
                *'"name":"long"'*) head -c 3000000 /dev/zero | tr '\\0' x ;;
                *'"name":"deaf"'*) sleep 1000 ;;
              esac
            done
            """;

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
                 "missing": {"command": ["/nothing/here"]}}
                """
                        .formatted(script, script));
        bench =
                new Bench(
                        StdioServers.of(Optional.of(file)),
                        FetchTrust.of(Optional.empty()),
                        Clock.systemUTC());
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

    @Test
    void as_many_processes_run_as_may() {
        for (int person = 0; person < 3; person++) {
            Reply reply =
                    bench.use(
                            at("earlier"),
                            new Pass(Map.of(), "person-" + person),
                            Bench.call("env"),
                            Conversation.SILENT);
            assertEquals(person < 2, reply instanceof Reply.Done, reply::toString);
        }
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
                "{\"../a\": {\"command\": [\"x\"]}}"
            })
    void a_file_that_is_not_understood_is_a_reason_not_to_start(String text) throws IOException {
        Path file = folder.resolve("bad.json");
        Files.writeString(file, text);
        assertThrows(RefusedToStart.class, () -> StdioServers.of(Optional.of(file)));
    }
}
