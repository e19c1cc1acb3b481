package dev.carnet.shared.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.Optional;

/// Everything it takes to use, renew and revoke what a person was given for an upstream: the
/// contents of a letter.
///
/// @param resource what the tokens are for (RFC 8707)
public record HeldTokens(
        String accessToken,
        Optional<String> refreshToken,
        String issuer,
        String tokenEndpoint,
        Optional<String> revocationEndpoint,
        String resource,
        OurClient client) {

    private static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

    /// The same with what a renewal gave: the old refresh token stays unless there is a new one
    /// (RFC 6749 §6).
    public HeldTokens renewed(GivenTokens given) {
        return new HeldTokens(
                given.accessToken(),
                given.refreshToken().or(() -> refreshToken),
                issuer,
                tokenEndpoint,
                revocationEndpoint,
                resource,
                client);
    }

    /// As a letter holds them.
    public byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("tokens that are not JSON", impossible);
        }
    }

    /// The tokens of a letter.
    public static HeldTokens of(byte[] bytes) {
        try {
            return JSON.readValue(bytes, HeldTokens.class);
        } catch (IOException foreign) {
            throw new IllegalStateException("a letter that holds no tokens", foreign);
        }
    }

    @Override
    public String toString() {
        return "HeldTokens[" + issuer + "]";
    }
}
