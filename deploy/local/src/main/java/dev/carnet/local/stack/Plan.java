package dev.carnet.local.stack;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.local.home.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What to run where. Immutable; `with…` returns a copy.
///
/// @param database an existing PostgreSQL (its owner role), else one of our own in the home
/// @param databasePort of our own PostgreSQL; 0 for any free one
/// @param authPorts one for each auth-server process; the first one's is the issuer's
/// @param mcpPorts one for each mcp-server process
/// @param environment variables for the services, beside those of this process
/// @param mcpProgram what runs as mcp-server
public record Plan(
        Home home,
        Optional<DatabaseUrl> database,
        int databasePort,
        List<Integer> authPorts,
        List<Integer> mcpPorts,
        Map<String, String> environment,
        Program authProgram,
        Program mcpProgram) {

    /// The distance of a service's management port from its port.
    static final int MANAGEMENT = 1000;

    /// That many mcp-servers, on this port and those that follow.
    public static Plan on(Path home, int authPort, int mcpPort, int replicas) {
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < replicas; i++) {
            ports.add(mcpPort + i);
        }
        return new Plan(
                Home.at(home),
                Optional.empty(),
                0,
                List.of(authPort),
                List.copyOf(ports),
                Map.of(),
                Program.of("auth-server"),
                Program.of("mcp-server"));
    }

    /// The same on ports that are free now.
    public static Plan onFreePorts(Path home, int replicas) throws IOException {
        var ports = Ports.pick(replicas + 1);
        return on(home, ports.getFirst(), 0, 0).withMcpPorts(ports.subList(1, ports.size()));
    }

    /// With one more variable for the services.
    public Plan with(String variable, String value) {
        var more = new TreeMap<>(environment);
        more.put(variable, value);
        return new Plan(
                home, database, databasePort, authPorts, mcpPorts, more, authProgram, mcpProgram);
    }

    /// With so many auth-servers more, on ports that are free now.
    public Plan withMoreAuthServers(int more) throws IOException {
        var ports = new ArrayList<>(authPorts);
        ports.addAll(Ports.pick(more));
        return new Plan(
                home,
                database,
                databasePort,
                List.copyOf(ports),
                mcpPorts,
                environment,
                authProgram,
                mcpProgram);
    }

    /// On an existing database.
    public Plan withDatabase(DatabaseUrl existing) {
        return new Plan(
                home,
                Optional.of(existing),
                databasePort,
                authPorts,
                mcpPorts,
                environment,
                authProgram,
                mcpProgram);
    }

    /// With another program as mcp-server, for example one with another table of tools.
    public Plan withMcpProgram(Program program) {
        return new Plan(
                home,
                database,
                databasePort,
                authPorts,
                mcpPorts,
                environment,
                authProgram,
                program);
    }

    /// The authorization server's URL.
    public String issuer() {
        return environment.getOrDefault("CARNET_ISSUER", authServers().getFirst());
    }

    /// The port of the first auth-server.
    public int authPort() {
        return authPorts.getFirst();
    }

    /// Where every auth-server listens.
    public List<String> authServers() {
        return authPorts.stream().map(Plan::origin).toList();
    }

    /// The URL to paste into a client: the first mcp-server's.
    public String mcp() {
        return environment.getOrDefault("CARNET_MCP_URL", replicas().getFirst());
    }

    /// The MCP URL of every mcp-server.
    public List<String> replicas() {
        return mcpPorts.stream().map(port -> origin(port) + "/mcp").toList();
    }

    static String origin(int port) {
        return "http://127.0.0.1:" + port;
    }

    private Plan withMcpPorts(List<Integer> ports) {
        return new Plan(
                home,
                database,
                databasePort,
                authPorts,
                List.copyOf(ports),
                environment,
                authProgram,
                mcpProgram);
    }
}
