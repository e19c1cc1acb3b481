package dev.carnet.auth.client;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.network.RateLimit;
import dev.carnet.shared.secret.KeyMac;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Registration access tokens (RFC 7592 §1.2): made here, good for one client only, stored and
/// compared as MACs. Where a registration came from is kept as a MAC, too: equal addresses can be
/// counted, and none can be read.
@Singleton
final class RegistrationTokens {

    private final KeyMac mac;
    private final byte[] nobodys;

    RegistrationTokens(KeyMac mac) {
        this.mac = mac;
        this.nobodys = of("", fresh());
    }

    String fresh() {
        return OpaqueToken.fresh("carnet_rat_");
    }

    /// What the client's row stores of its token.
    byte[] of(String clientId, String token) {
        return mac.compute("registration/" + clientId, token);
    }

    /// Whether that is the token of that client. For an unknown client the same is computed, so
    /// that time does not tell which ones there are.
    boolean match(String clientId, String token, Optional<byte[]> stored) {
        boolean same = mac.matches("registration/" + clientId, token, stored.orElse(nobodys));
        return same && stored.isPresent();
    }

    /// What a row stores of the network a registration came from.
    byte[] origin(String address) {
        return mac.compute("registered from", RateLimit.network(address));
    }
}
