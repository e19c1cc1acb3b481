package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.fetch.FetchTrust;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs of several workspaces: nothing one of them does is another's.
class StdioWorkspacesTest {

    private static final String PROGRAM =
            """
            say() { printf '{"jsonrpc":"2.0","id":%s,%s}\\n' "$id" "$1"; }
            text() { say "\\"result\\":{\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"$1\\"}]}"; }
            argument=$1
            while IFS= read -r line; do
              id=${line#*\\"id\\":}; id=${id%%[!0-9]*}
              case "$line" in
                *'"server/discover"'*)
                  say '"result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}' ;;
                *'"name":"where"'*) text "$DATA $argument $(pwd)" ;;
                *'"name":"pid"'*) text "$$" ;;
                *'"name":"busy"'*) : >"$MARK"; sleep 1000 ;;
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
                {"own": {"command": ["sh", "%1$s", "--of={workspace}"], "processes": 1,
                         "env": {"DATA": "/x/{workspace}", "MARK": "%2$s/{workspace}/mark"},
                         "directory": "%2$s/{workspace}"},
                 "mine": {"command": ["sh", "%1$s"], "workspaces": ["wsp_a"]}}
                """
                        .formatted(script, folder));
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

    @Test
    void each_workspace_has_arguments_environment_and_folder_of_its_own() throws IOException {
        for (String workspace : new String[] {"wsp_a", "wsp_b"}) {
            assertEquals(
                    "/x/%s --of=%s %s"
                            .formatted(
                                    workspace, workspace, folder.toRealPath().resolve(workspace)),
                    text(use(workspace, "own", "p", "where")));
        }
    }

    /// An idle process makes room, and the one it was is gone.
    @Test
    void a_process_that_nobody_uses_ends_for_somebody_who_needs_one() {
        String first = text(use("wsp_a", "own", "first", "pid"));
        String second = text(use("wsp_a", "own", "second", "pid"));
        assertTrue(
                ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive).isEmpty());
        assertTrue(
                ProcessHandle.of(Long.parseLong(second))
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
        assertEquals(2, bench.upstreams.open());
    }

    /// Who uses all that a workspace may have starves nobody else's.
    @Test
    void processes_that_are_in_use_are_left_alone_and_take_no_seat_of_another_workspace()
            throws InterruptedException {
        var busy = later("wsp_a", "own", "first", "busy").subscribeAsCompletionStage();
        Bench.until(() -> Files.exists(folder.resolve("wsp_a/mark")));
        var refused = assertInstanceOf(Broken.class, use("wsp_a", "own", "second", "pid"));
        assertTrue(refused.publicText().contains("as may"), refused.publicText());
        assertInstanceOf(Reply.Done.class, use("wsp_b", "own", "first", "pid"));
        assertTrue(!busy.isDone());
    }

    /// What the operator keeps for some workspaces is not there for others.
    @Test
    void a_program_for_some_workspaces_is_none_for_others() {
        assertInstanceOf(Reply.Done.class, use("wsp_a", "mine", "p", "pid"));
        var refused = assertInstanceOf(Broken.class, use("wsp_b", "mine", "p", "pid"));
        var unknown = assertInstanceOf(Broken.class, use("wsp_b", "nothing", "p", "pid"));
        assertEquals(unknown.publicText(), refused.publicText());
    }

    @Test
    void what_is_no_id_of_a_workspace_gets_into_no_path() {
        var servers = StdioServers.of(Optional.of(folder.resolve("stdio.json")));
        for (String id : new String[] {"../wsp_a", "a/b", "", "."}) {
            assertThrows(IllegalArgumentException.class, () -> servers.program("own", id));
        }
    }

    private static String text(Reply reply) {
        var done = assertInstanceOf(Reply.Done.class, reply, reply::toString);
        return done.members().tree("content").path(0).path("text").asText();
    }

    private Reply use(String workspace, String program, String principal, String tool) {
        return Bench.wait(later(workspace, program, principal, tool));
    }

    private Uni<Reply> later(String workspace, String program, String principal, String tool) {
        return bench.upstreams.use(
                new Destination(
                        workspace, "srv_" + program, Transport.STDIO, program, Bounds.USUAL, false),
                new Pass(Map.of(), principal),
                Bench.call(tool),
                Conversation.SILENT);
    }
}
