package dev.carnet.local.command;

import dev.carnet.local.home.Description;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/// What `carnet up` says when everything is ready.
final class Welcome {

    private Welcome() {}

    /// The text, without a single secret but the one-time link.
    static String text(RunningCarnet carnet, Map<String, String> environment) throws IOException {
        var running = carnet.description();
        return """

        Carnet is ready.

          Issuer    %1$s
          MCP URL   %2$s%3$s
          Sign in   %4$s
          Home      %5$s
        %6$s
        Connect a client (paste one of these):

          Claude Code   claude mcp add --transport http carnet %2$s
          Codex         codex mcp add carnet --url %2$s
          Cursor        ~/.cursor/mcp.json    {"mcpServers": {"carnet": {"url": "%2$s"}}}
          VS Code       .vscode/mcp.json      {"servers": {"carnet": {"type": "http", "url": "%2$s"}}}
          mcp-remote    {"mcpServers": {"carnet": {"command": "npx", "args": ["-y", "mcp-remote", "%2$s"]}}}

        Prove it (401, and where to sign in):

          curl -si -X POST %2$s

        Or with a key of your own (./carnet login, then ./carnet key create --name mine):

          curl -s %2$s -H 'Authorization: Bearer <key>' \\
            -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \\
            -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/call' -H 'Mcp-Name: whoami' \\
            -d '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "whoami", "_meta": {
                  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                  "io.modelcontextprotocol/clientInfo": {"name": "curl", "version": "8"},
                  "io.modelcontextprotocol/clientCapabilities": {}}}}'

        Ctrl-C stops all of it.\
        """
                .formatted(
                        running.issuer(),
                        running.mcp(),
                        more(running),
                        signIn(carnet, environment),
                        carnet.plan().home().folder(),
                        development(environment));
    }

    private static String more(Description running) {
        return running.replicas().size() == 1
                ? ""
                : "  (replicas: " + String.join(" ", running.replicas()) + ")";
    }

    /// Said aloud, so that nobody runs like this without knowing.
    static String development(Map<String, String> environment) {
        return Boolean.parseBoolean(environment.get("CARNET_DEVELOPMENT_DOCUMENTS"))
                ? "\n  DEVELOPMENT: CARNET_DEVELOPMENT_DOCUMENTS is on. Anybody who reaches the issuer can"
                        + "\n  make it read http on loopback.\n"
                : "";
    }

    private static String signIn(RunningCarnet carnet, Map<String, String> environment)
            throws IOException {
        var link = carnet.plan().home().setupLink();
        if (Files.exists(link)) {
            return "make the first owner, once: " + Files.readString(link).strip();
        }
        var email = environment.get("CARNET_OWNER_EMAIL");
        return email == null
                ? "with the account you made"
                : "as " + email + " with CARNET_OWNER_PASSWORD";
    }
}
