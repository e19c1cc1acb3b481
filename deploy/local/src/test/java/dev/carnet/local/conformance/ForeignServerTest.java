package dev.carnet.local.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.local.doctor.Doctor;
import dev.carnet.local.doctor.Finding;
import dev.carnet.local.doctor.NotTried;
import dev.carnet.local.doctor.Report;
import dev.carnet.local.doctor.Row;
import dev.carnet.local.doctor.Somebody;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The doctor at an authorization server that nobody here wrote: node-oidc-provider.
@Tag("node")
class ForeignServerTest {

    private static final Path SOURCE = Path.of("../conformance/foreign").toAbsolutePath();
    private static final int HOPS = 10;

    /// What the library does by default, or by this program's few settings, that real clients trip
    /// over. None of it is a fault of the doctor.
    private enum Cause {
        /// No page of another origin may read its token endpoint (`clientBasedCORS`).
        NO_CORS,
        /// Redirect URIs are compared as strings: ports of loopbacks vary for native clients only,
        /// and whoever does not call itself native may register neither loopback nor scheme.
        STRICT_REDIRECTS,
        /// Registration refuses grants it does not have, instead of leaving them out.
        UNKNOWN_GRANT,
        /// Its program knows the resource in one spelling (`getResourceServerInfo`).
        ONE_SPELLING,
        /// No refresh token without `offline_access` (`issueRefreshToken`).
        NO_REFRESH_TOKEN,
        /// A refresh token that was replaced ends its family, and there is no moment of grace
        /// (`rotateRefreshToken`).
        NO_GRACE
    }

    /// Which clients fail for it. Another version of the library may have fewer of these.
    private static final Map<String, Cause> EXPECTED =
            Map.ofEntries(
                    Map.entry(
                            "MCP Inspector: asks before it registers and fetches tokens from a"
                                    + " page",
                            Cause.NO_CORS),
                    Map.entry(
                            "Claude Code: registers loopbacks without a port, calls back on one of"
                                    + " its own",
                            Cause.STRICT_REDIRECTS),
                    Map.entry(
                            "Copilot CLI: registers port 33418, calls back on 60005",
                            Cause.STRICT_REDIRECTS),
                    Map.entry(
                            "Codex: registers 127.0.0.1, calls back on localhost",
                            Cause.STRICT_REDIRECTS),
                    Map.entry(
                            "Cursor: registers its own scheme, a page and a loopback at once",
                            Cause.STRICT_REDIRECTS),
                    Map.entry(
                            "Gemini CLI: registers one port of localhost, calls back on another",
                            Cause.STRICT_REDIRECTS),
                    Map.entry(
                            "Claude Desktop: is a public client and lists the jwt-bearer grant",
                            Cause.UNKNOWN_GRANT),
                    Map.entry("Claude Code: puts a slash behind the resource", Cause.ONE_SPELLING),
                    Map.entry(
                            "any client: writes scheme and host of the resource in upper case",
                            Cause.ONE_SPELLING),
                    Map.entry(
                            "ChatGPT: names the origin of the MCP server as the resource",
                            Cause.ONE_SPELLING),
                    Map.entry(
                            "Claude (web, desktop), Codex: expects a refresh token without asking"
                                    + " for offline_access",
                            Cause.NO_REFRESH_TOKEN),
                    Map.entry(
                            "Claude Code, Gemini CLI: refreshes from 4 processes at once",
                            Cause.NO_GRACE),
                    Map.entry(
                            "Codex: sends a refresh token that was replaced long ago, then signs in"
                                    + " anew",
                            Cause.NO_GRACE));

    /// Somebody who is sent from page to page until they are back at the client.
    private static final class Wanderer implements Somebody {

        @Override
        public List<URI> allow(URI page, String callback, int presses)
                throws IOException, InterruptedException, NotTried {
            if (presses > 1) {
                throw new NotTried("there is no button here to press twice");
            }
            try (var browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
                URI at = page;
                for (int hop = 0; hop < HOPS; hop++) {
                    var answer =
                            browser.send(
                                    HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
                    String next = answer.headers().firstValue("Location").orElse("");
                    if (next.isEmpty()) {
                        throw new IOException(answer.statusCode() + ": " + answer.body());
                    }
                    at = at.resolve(next);
                    if (at.toString().startsWith(callback)) {
                        return List.of(at);
                    }
                }
            }
            throw new IOException("no end of being sent on");
        }
    }

    private static Report examine() throws IOException, InterruptedException {
        var scripts = Scripts.prepare(SOURCE, Scripts.cache().resolveSibling("foreign"));
        Process server =
                new ProcessBuilder(scripts.node().program(), "foreign-issuer.mjs")
                        .directory(scripts.folder().toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var words =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            return new Doctor(
                            words.readLine() + "/mcp",
                            Optional.empty(),
                            new Wanderer(),
                            Duration.ZERO,
                            Thread::sleep,
                            Optional.empty())
                    .examine(_ -> {});
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void a_foreign_server_is_told_which_clients_would_fail_there_and_why() throws Exception {
        var report = examine();
        Set<String> failures =
                report.rows().stream()
                        .filter(row -> row.finding() instanceof Finding.Failed)
                        .map(row -> row.client() + ": " + row.does())
                        .collect(Collectors.toSet());
        Set<String> unexpected = new TreeSet<>(failures);
        unexpected.removeAll(EXPECTED.keySet());
        assertEquals(Set.of(), unexpected, report.table());
        Set<Cause> found =
                failures.stream()
                        .map(EXPECTED::get)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Cause.class)));
        assertEquals(EnumSet.allOf(Cause.class), found, report.table());
        assertTrue(report.passed() > 10, report.table());
        for (Row row : report.rows()) {
            if (row.finding() instanceof Finding.Failed failed) {
                assertTrue(!failed.why().isBlank() && !failed.change().isBlank(), row.toString());
            }
        }
    }
}
