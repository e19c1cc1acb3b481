package dev.carnet.auth.signin;

import dev.carnet.auth.page.Cookies;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.FormToken;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// Tokens of the forms that are shown before anybody is signed in: tied to a cookie of their own,
/// so that nobody can be signed in as somebody else by a foreign page.
@Singleton
public final class BrowserForms {

    private static final String COOKIE = "carnet_form";

    private final Cookies cookies;
    private final FormToken tokens;
    private final FormOrigin formOrigin;

    BrowserForms(Cookies cookies, FormToken tokens, FormOrigin formOrigin) {
        this.cookies = cookies;
        this.tokens = tokens;
        this.formOrigin = formOrigin;
    }

    /// A form's token, and the `Set-Cookie` header it needs.
    public record Sealed(String token, String cookie) {}

    /// A token for that form, which brings the text back.
    public Sealed seal(HttpServerRequest request, String form, String text, Duration life) {
        String browser = cookies.read(request, COOKIE).orElseGet(() -> OpaqueToken.fresh(""));
        return new Sealed(
                tokens.seal(form, key(browser), text, life),
                cookies.set(COOKIE, browser, Limits.SIGN_IN_FORM_LIFE));
    }

    /// The text, if the form was made for this browser not too long ago and was sent from here.
    public Optional<String> open(HttpServerRequest request, String form, Parameters submitted) {
        return formOrigin.holds(request)
                ? cookies.read(request, COOKIE)
                        .flatMap(browser ->
                                tokens.open(form, key(browser), submitted.one("csrf").orElse("")))
                : Optional.empty();
    }

    /// The `Set-Cookie` header that ends it.
    public String end() {
        return cookies.end(COOKIE);
    }

    private static String key(String browser) {
        return HexFormat.of().formatHex(OpaqueToken.sha256(browser));
    }
}
