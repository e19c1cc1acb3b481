package dev.carnet.mcp.vault;

import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.startup.KeysetSource;
import dev.carnet.shared.startup.ServiceConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/// The vault of this service.
@Singleton
public final class VaultBeans {

    @Produces
    @Singleton
    Vault vault(ServiceConfig config) {
        Keysets.ready();
        Wrapping keyset = keyset(config);
        var services = new KeyServices(config.mcpVaultKmsClients());
        List<Wrapping> before =
                Stream.concat(
                                Stream.of(keyset),
                                config.mcpVaultKmsBefore().stream().map(services::key))
                        .toList();
        return new Vault(config.mcpVaultKms().map(services::key).orElse(keyset), before);
    }

    private static Wrapping keyset(ServiceConfig config) {
        return KeysetSource.read(
                "CARNET_MCP_KEYSET",
                config.mcpKeyset(),
                config.mcpKeysetFile(),
                Wrappings::ofKeyset);
    }
}
