package dev.carnet.auth.person;

import dev.carnet.auth.protocol.Limits;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An e-mail address in the one spelling it is stored and looked up by: plain ASCII, one `@`, lower
/// case (V56: nothing two programs could read differently).
///
/// @param text for example `ann@example.com`
public record Email(String text) {

    private static final Pattern FORM =
            Pattern.compile("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    /// The address, if it is one.
    public static Optional<Email> of(String typed) {
        String lower = typed.strip().toLowerCase(Locale.ROOT);
        return lower.length() <= Limits.EMAIL_CHARACTERS && FORM.matcher(lower).matches()
                ? Optional.of(new Email(lower))
                : Optional.empty();
    }
}
