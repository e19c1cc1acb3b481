package dev.carnet.auth.journey;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// A service that wants a nonce with every proof and looks up no client documents: two settings
/// that have nothing to do with each other, in one start.
public final class Demanding implements QuarkusTestProfile {

    /// For the tests of either.
    public Demanding() {}

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("carnet.dpop-nonce", "true", "carnet.client-documents", "false");
    }
}
