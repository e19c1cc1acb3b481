package dev.carnet.shared.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// Finds a keyset: the JSON itself in the variable, or a file named by it.
public final class KeysetSource {

    private KeysetSource() {}

    /// What a keyset's JSON is made into.
    @FunctionalInterface
    public interface Reading<T> {
        /// Reads it, or says that it is no such keyset.
        T read(String json) throws GeneralSecurityException;
    }

    /// The keyset of that variable.
    public static <T> T read(
            String variable, Optional<String> json, Optional<Path> file, Reading<T> reading) {
        String text = json.or(() -> file.map(path -> contents(variable, path))).orElse("");
        if (text.isBlank()) {
            throw new RefusedToStart("no keyset: set " + variable + "_FILE or " + variable);
        }
        try {
            return reading.read(text);
        } catch (GeneralSecurityException notAKeyset) {
            throw new RefusedToStart(variable + " is not a keyset of the kind that belongs there");
        }
    }

    private static String contents(String variable, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new RefusedToStart(variable + "_FILE=" + file + " cannot be read");
        }
    }
}
