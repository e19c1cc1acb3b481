package dev.carnet.shared.verify;

import dev.carnet.shared.verify.StrictText.NotCanonical;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of a log, read strictly.
///
/// @param fields of the event
/// @param digests of its disclosures
/// @param previous hash of the entry before, base64
public record EntryLine(
        Map<String, String> fields,
        List<String> digests,
        String log,
        String previous,
        long seq,
        String time) {

    private static final int MAX_BYTES = 65_535;
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");

    /// Reads a line; empty when it is not canonical or not of this format.
    public static Optional<EntryLine> read(byte[] line) {
        if (line.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(StrictText.of(line))).filter(EntryLine::sound);
        } catch (NotCanonical e) {
            return Optional.empty();
        }
    }

    private static EntryLine read(StrictText text) throws NotCanonical {
        var digests = new ArrayList<String>();
        text.expect("{\"event\":");
        Map<String, String> fields = text.event(digests);
        text.expect(",\"log\":");
        String log = text.string();
        text.expect(",\"prev\":");
        String previous = text.string();
        text.expect(",\"seq\":");
        long seq = text.number();
        text.expect(",\"time\":");
        String time = text.string();
        text.expect(",\"v\":1}");
        text.end();
        return new EntryLine(fields, digests, log, previous, seq, time);
    }

    private boolean sound() {
        return isHash(previous) && isTime(time) && fields.containsKey("act") && !log.isEmpty();
    }

    private static boolean isHash(String base64) {
        try {
            byte[] hash = Base64.getDecoder().decode(base64);
            return hash.length == 32 && Base64.getEncoder().encodeToString(hash).equals(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            return TIME.matcher(text).matches() && Instant.parse(text).isAfter(Instant.EPOCH);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
