package dev.carnet.local.home;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.database.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// What runs in a home, as `carnet.json` says it to people, tests and the other commands.
///
/// @param issuer the authorization server's URL
/// @param mcp the URL to paste into a client
/// @param replicas the MCP URL of every mcp-server process; the first is `mcp`
/// @param database a URL of the owner role with its password
/// @param pids `launcher`, `postgres` (if ours), `auth-server`, `mcp-server-1`, … → process id
/// @param management part → URL of its health checks and metrics
public record Description(
        String issuer,
        String mcp,
        List<String> replicas,
        String database,
        Map<String, Long> pids,
        Map<String, String> management) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Reads the description of a home in which a Carnet runs.
    public static Description read(Home home) throws IOException {
        if (!Files.exists(home.description())) {
            throw new IOException(
                    "no Carnet runs in " + home.folder() + ": start one with ./carnet up");
        }
        return JSON.readValue(home.description().toFile(), Description.class);
    }

    /// The process id of a part.
    public long pid(String part) {
        var pid = pids.get(part);
        if (pid == null) {
            throw new IllegalArgumentException(part + " does not run here");
        }
        return pid;
    }

    /// Writes it, readable by its owner only.
    public void write(Home home) throws IOException {
        var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        Folders.writePrivate(home.description(), text + "\n");
    }
}
