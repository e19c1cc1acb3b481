package dev.carnet.auth.integration;

import dev.carnet.auth.client.ClientDocuments;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a client is named in the path of a route. Paths hold plain characters only, so a client
/// whose id is a URL goes by `url_` and the base64url of that.
final class ClientHandle {

    private static final String URL = "url_";
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    private ClientHandle() {}

    /// What stands in the path.
    static String of(String clientId) {
        return ClientDocuments.isUrl(clientId)
                ? URL + encoder().encodeToString(clientId.getBytes(StandardCharsets.UTF_8))
                : clientId;
    }

    /// The client that is meant; what names none is left as it is, and will not be found.
    static String clientId(String handle) {
        return Optional.of(handle)
                .filter(text -> text.startsWith(URL))
                .flatMap(text -> decode(text.substring(URL.length())))
                .filter(ClientDocuments::isUrl)
                .orElse(handle);
    }

    private static Optional<String> decode(String encoded) {
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            return Optional.of(text).filter(url -> PRINTABLE.matcher(url).matches());
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    private static Base64.Encoder encoder() {
        return Base64.getUrlEncoder().withoutPadding();
    }
}
