package dev.carnet.shared.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Set;

/// The three parts of a compact JWS, and what its header may say: `alg`, `kid`, `typ` and nothing
/// else, so that neither `jku`, `x5u`, `jwk` nor `crit` is ever looked at (RFC 8725 §3.5, §3.10).
record CompactToken(String kid, String algorithm, String payloadPart) {

    /// RFC 9068 §2.1: keeps ID tokens, client assertions and proofs from passing as access tokens.
    private static final String TYPE = "at+jwt";

    private static final Set<String> HEADER = Set.of("alg", "kid", "typ");

    static CompactToken parse(String jwt) throws BadToken {
        if (jwt.length() > TokenCheck.MAX_CHARACTERS) {
            throw new BadToken("too long");
        }
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            throw new BadToken("not three parts");
        }
        ObjectNode header = StrictJson.object(decode(parts[0]));
        decode(parts[1]);
        decode(parts[2]);
        StrictJson.onlyMembers(header, HEADER);
        if (!TYPE.equals(header.path("typ").textValue())) {
            throw new BadToken("typ is not " + TYPE);
        }
        return new CompactToken(text(header, "kid"), text(header, "alg"), parts[1]);
    }

    /// The claims as the signer wrote them.
    byte[] payload() throws BadToken {
        return decode(payloadPart);
    }

    /// Base64url without padding and with spare bits zero, so that a token has one spelling only.
    private static byte[] decode(String part) throws BadToken {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
            throw new BadToken("base64url with spare bits or padding");
        } catch (IllegalArgumentException notBase64) {
            throw new BadToken("not base64url");
        }
    }

    private static String text(JsonNode header, String member) throws BadToken {
        String value = header.path(member).textValue();
        if (value == null) {
            throw new BadToken("no " + member);
        }
        return value;
    }
}
