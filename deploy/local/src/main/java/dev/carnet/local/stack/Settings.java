package dev.carnet.local.stack;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.local.home.Keys;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The environment each service is started with. The plan's own variables win, except those that
/// say who a process is.
record Settings(Plan plan, Keys keys, DatabaseUrl database) {

    /// What no service is told: the owner role is for migrations and auditors.
    private static final Set<String> KEPT = Set.of("CARNET_DATABASE_URL", "CARNET_HOME");

    private static final Set<String> FIRST_OWNER =
            Set.of("CARNET_OWNER_EMAIL", "CARNET_OWNER_PASSWORD");

    /// For an auth-server. The first one makes the owner, or writes the link by which somebody
    /// becomes it.
    Map<String, String> authServer(int port) throws IOException {
        var settings = service("carnet_auth", port);
        settings.put("CARNET_AUTH_KEYSET_FILE", keys.authKeyset().toString());
        if (port == plan.authPorts().getFirst()) {
            settings.put("CARNET_SETUP_TOKEN_FILE", plan.home().setupLink().toString());
        } else {
            settings.keySet().removeAll(FIRST_OWNER);
        }
        return settings;
    }

    /// For an mcp-server.
    Map<String, String> mcpServer(int port) throws IOException {
        var settings = service("carnet_mcp", port);
        settings.put("CARNET_MCP_KEYSET_FILE", keys.mcpKeyset().toString());
        settings.keySet().removeAll(FIRST_OWNER);
        return settings;
    }

    private Map<String, String> service(String role, int port) throws IOException {
        var settings = new TreeMap<>(plan.environment());
        settings.keySet().removeAll(KEPT);
        settings.put("CARNET_ISSUER", plan.issuer());
        settings.put("CARNET_MCP_URL", plan.mcp());
        settings.put("CARNET_HOST", "127.0.0.1");
        settings.put("CARNET_PORT", String.valueOf(port));
        settings.put("CARNET_MANAGEMENT_PORT", String.valueOf(port + Plan.MANAGEMENT));
        settings.put("CARNET_SERVICE_DATABASE_URL", database.withoutUser());
        settings.put("CARNET_SERVICE_DATABASE_USER", role);
        settings.put("CARNET_SERVICE_DATABASE_PASSWORD", keys.password(role));
        settings.put("CARNET_KEY_MAC_KEYSET_FILE", keys.keyMacKeyset().toString());
        settings.put("CARNET_AUDIT_KEYSET_FILE", keys.auditKeyset().toString());
        return settings;
    }
}
