package dev.carnet.auth.signin;

import dev.carnet.auth.page.FormToken;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Tokens of the forms a signed-in person sees: bound to their session, so that a new sign-in makes
/// every older form void (V36).
@Singleton
public final class SessionForms {

    /// The field every such form has.
    public static final String FIELD = "csrf";

    private final FormToken tokens;

    SessionForms(FormToken tokens) {
        this.tokens = tokens;
    }

    /// A token for that form, which brings the text back.
    public String seal(String form, SignedIn person, String text) {
        return tokens.seal(form, person.key(), text, Limits.FORM_LIFE);
    }

    /// The text, if the form was made for this session not too long ago.
    public Optional<String> open(String form, SignedIn person, Parameters submitted) {
        return submitted.one(FIELD).flatMap(token -> tokens.open(form, person.key(), token));
    }
}
