package dev.carnet.mcp.startup;

import dev.carnet.shared.proof.ProofStore;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.startup.KeysetSource;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.startup.ServiceKeyset;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// What mcp-server alone has.
@Singleton
public final class McpBeans {

    @Produces
    @Singleton
    ProofStore proofs(Pool pool) {
        return ProofStore.ofGateway(pool);
    }

    @Produces
    @Singleton
    ServiceKeyset keyset(ServiceConfig config) {
        return new ServiceKeyset(
                KeysetSource.read(
                        "CARNET_MCP_KEYSET",
                        config.mcpKeyset(),
                        config.mcpKeysetFile(),
                        Keysets::sealer));
    }
}
