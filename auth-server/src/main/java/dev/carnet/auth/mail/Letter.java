package dev.carnet.auth.mail;

import java.time.Duration;

/// A mail to one person, as plain text.
///
/// @param life so long it is worth sending
public record Letter(String to, String subject, String text, Duration life) {

    @Override
    public String toString() {
        return "Letter[" + subject + "]";
    }
}
