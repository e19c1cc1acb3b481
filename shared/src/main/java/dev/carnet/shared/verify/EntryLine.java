package dev.carnet.shared.verify;

import dev.carnet.shared.verify.StrictText.NotCanonical;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private static final String TIME_FORM = "0000-00-00T00:00:00.000000Z";

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

    /// Written out, because a formatter would take most of the verifier's time.
    private static boolean isTime(String text) {
        if (text.length() != TIME_FORM.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char form = TIME_FORM.charAt(i);
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        int month = two(text, 5);
        boolean day =
                month >= 1
                        && month <= 12
                        && two(text, 8) >= 1
                        && two(text, 8) <= YearMonth.of(four(text), month).lengthOfMonth();
        return day && two(text, 11) < 24 && two(text, 14) < 60 && two(text, 17) < 60;
    }

    private static int two(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }

    private static int four(String text) {
        return two(text, 0) * 100 + two(text, 2);
    }
}
