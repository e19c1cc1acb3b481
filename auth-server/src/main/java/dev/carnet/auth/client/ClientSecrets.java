package dev.carnet.auth.client;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.secret.KeyMac;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;

/// Client secrets: made here, shown once, stored and compared as MACs.
@ApplicationScoped
public class ClientSecrets {

    private final KeyMac mac;

    ClientSecrets(KeyMac mac) {
        this.mac = mac;
    }

    /// A fresh secret.
    public String fresh() {
        return OpaqueToken.fresh("carnet_cs_");
    }

    /// What the client's row stores of its secret, in base64.
    public String mac(String clientId, String secret) {
        return Base64.getEncoder().encodeToString(mac.compute(place(clientId), secret));
    }

    /// Whether that is the client's secret; a client without one has none that matches.
    boolean match(Client client, String secret) {
        return client.secretMac()
                .filter(_ -> client.authMethod().hasSecret())
                .map(Base64.getDecoder()::decode)
                .filter(stored -> mac.matches(place(client.id()), secret, stored))
                .isPresent();
    }

    private static String place(String clientId) {
        return "client/" + clientId;
    }
}
