package dev.carnet.auth.account;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as pages show them, to the minute. A page without script does not know where its reader
/// is, so it says UTC.
final class Minutes {

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Minutes() {}

    static String text(Instant at) {
        return FORM.format(at);
    }
}
