package dev.carnet.shared.rest;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/// Opaque, authenticated cursors: where the next page of a list begins, sealed together with what
/// the list was, so that a cursor works for the same list, filters and workspace only.
public final class Cursors {

    /// Longer texts are refused before anything is computed.
    static final int MAX_CHARACTERS = 2_000;

    private final Aead aead;

    /// Cursors under that key, the same at every replica.
    public Cursors(Aead aead) {
        this.aead = aead;
    }

    /// A cursor for that position of that list (its name, workspace and filters).
    public String seal(String list, String position) {
        try {
            byte[] sealed = aead.encrypt(bytes(position), context(list));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the keyset cannot seal", broken);
        }
    }

    /// The position, if the cursor was made for that very list.
    public Optional<String> open(String list, String cursor) {
        if (cursor.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        try {
            byte[] opened = aead.decrypt(Base64.getUrlDecoder().decode(cursor), context(list));
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static byte[] context(String list) {
        return bytes("cursor\n" + list);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
