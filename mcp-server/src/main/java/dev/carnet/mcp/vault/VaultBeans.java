package dev.carnet.mcp.vault;

import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.startup.KeysetSource;
import dev.carnet.shared.startup.ServiceConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The vault of this service.
@Singleton
public final class VaultBeans {

    @Produces
    @Singleton
    Vault vault(ServiceConfig config) {
        Keysets.ready();
        return new Vault(
                config.mcpVaultKms().map(Wrappings::ofService).orElseGet(() -> keyset(config)));
    }

    private static Wrapping keyset(ServiceConfig config) {
        return KeysetSource.read(
                "CARNET_MCP_KEYSET",
                config.mcpKeyset(),
                config.mcpKeysetFile(),
                Wrappings::ofKeyset);
    }
}
