package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A mail address in the spelling people sign in with: plain ASCII, one `@`, lower case.
record Address(String text) {

    private static final Pattern FORM =
            Pattern.compile("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

    /// The address, if it is one.
    static Optional<Address> of(String typed) {
        String lower = typed.strip().toLowerCase(Locale.ROOT);
        return lower.length() <= NoticeLimits.ADDRESS_CHARACTERS && FORM.matcher(lower).matches()
                ? Optional.of(new Address(lower))
                : Optional.empty();
    }
}
