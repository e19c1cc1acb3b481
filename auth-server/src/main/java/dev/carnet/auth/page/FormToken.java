package dev.carnet.auth.page;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// What a form carries so that only the page it was made for, in the browser it was made for, can
/// send it (RFC 9700 §4.7): text sealed for that purpose and that browser, for a limited time.
@Singleton
public final class FormToken {

    private final Sealer sealer;
    private final Clock clock;

    FormToken(ServiceKeyset keyset, Clock clock) {
        this.sealer = keyset.sealer();
        this.clock = clock;
    }

    /// Seals what the form must bring back unchanged.
    ///
    /// @param purpose which form it is
    /// @param browser what ties it to this browser: the hash of its session or form cookie
    public String seal(String purpose, String browser, String text, Duration life) {
        String bounded = clock.instant().plus(life).getEpochSecond() + "\n" + text;
        byte[] sealed =
                sealer.seal(bounded.getBytes(StandardCharsets.UTF_8), place(purpose, browser));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /// The text again, if it was sealed for this form and browser not too long ago.
    public Optional<String> open(String purpose, String browser, String token) {
        if (token.length() > Limits.FORM_TOKEN_CHARACTERS) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(token);
            String text =
                    new String(
                            sealer.open(sealed, place(purpose, browser)), StandardCharsets.UTF_8);
            int line = text.indexOf('\n');
            Instant end = Instant.ofEpochSecond(Long.parseLong(text.substring(0, line)));
            return clock.instant().isBefore(end)
                    ? Optional.of(text.substring(line + 1))
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static String place(String purpose, String browser) {
        return "form/" + purpose + "/" + browser;
    }
}
