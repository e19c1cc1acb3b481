package dev.carnet.auth.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Optional;

/// What an answer will be judged by, fixed before the browser goes: whatever an issuer says of
/// itself meanwhile, a code goes only to where it was asked for (mix-up, RFC 9700 §4.4).
///
/// @param names whether the issuer promised to name itself in its answers (RFC 9207)
/// @param resource what the tokens are for (RFC 8707)
/// @param address the upstream's own
/// @param privateAllowed whether its host may have private addresses
record Course(
        String issuer,
        String tokenEndpoint,
        Optional<String> revocationEndpoint,
        boolean names,
        String clientId,
        String resource,
        String address,
        String scope,
        boolean privateAllowed) {

    private static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a course that is not JSON", impossible);
        }
    }

    static Course of(String json) {
        try {
            return JSON.readValue(json, Course.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("a course that cannot be read", foreign);
        }
    }
}
