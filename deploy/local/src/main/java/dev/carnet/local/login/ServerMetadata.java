package dev.carnet.local.login;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// The authorization server's own description (RFC 8414), as far as it can be believed: a hostile
/// one must not make this client open or call anything but the issuer's own origin.
///
/// @param revocation where a grant is ended, if the server ends any
record ServerMetadata(URI authorization, URI token, URI registration, Optional<URI> revocation) {

    private static final String PLACE = "/.well-known/oauth-authorization-server";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    static ServerMetadata of(String issuer, Http http) throws IOException {
        var url = safe(issuer);
        var path = url.getRawPath().equals("/") ? "" : url.getRawPath();
        var answer = http.get(url.resolve(PLACE + path), Optional.empty());
        if (!answer.ok()) {
            throw new Refused(issuer + " is no authorization server: " + answer.reason());
        }
        // RFC 8414 §3.3: it must be the issuer that was asked for, byte for byte.
        if (!answer.text("issuer").equals(issuer)) {
            throw new Refused("the server there calls itself another issuer than " + issuer);
        }
        return new ServerMetadata(
                endpoint(answer, "authorization_endpoint", url),
                endpoint(answer, "token_endpoint", url),
                endpoint(answer, "registration_endpoint", url),
                revocation(answer, url));
    }

    private static Optional<URI> revocation(Http.Answer answer, URI issuer) throws Refused {
        return answer.body().has("revocation_endpoint")
                ? Optional.of(endpoint(answer, "revocation_endpoint", issuer))
                : Optional.empty();
    }

    private static URI safe(String issuer) throws Refused {
        var url = url(issuer);
        var host = String.valueOf(url.getHost());
        var plain = "http".equals(url.getScheme()) && LOOPBACK.contains(host);
        if (url.getHost() == null || !(plain || "https".equals(url.getScheme()))) {
            throw new Refused("an issuer is an https URL, or http on loopback: " + issuer);
        }
        return url;
    }

    private static URI endpoint(Http.Answer answer, String member, URI issuer) throws Refused {
        var endpoint = url(answer.text(member));
        if (!sameOrigin(endpoint, issuer)) {
            throw new Refused("the server's " + member + " is not at its own origin");
        }
        return endpoint;
    }

    private static boolean sameOrigin(URI one, URI other) {
        return String.valueOf(one.getScheme()).equals(other.getScheme())
                && String.valueOf(one.getRawAuthority()).equals(other.getRawAuthority());
    }

    private static URI url(String text) throws Refused {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw new Refused("not a URL: " + Http.printable(text));
        }
    }
}
