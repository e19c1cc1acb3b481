package dev.carnet.shared.chain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;

/// One entry as stored: a canonical JSON line around the event, which holds the previous entry's
/// leaf hash, so that chain and tree are the same bytes (ARCHITECTURE.md, "Audit"). The names the
/// sequencer adds sort after `event`, which is why an event can be prepared before its place is
/// known.
public final class Line {

    /// No line is longer, so that every line fits a tile's entry bundle (C2SP tlog-tiles).
    public static final int MAX_BYTES = 65_535;

    /// An event's own share of it.
    public static final int MAX_EVENT_BYTES = 4_096;

    /// What the first entry names as its predecessor.
    private static final byte[] NOTHING_BEFORE = new byte[Merkle.HASH_BYTES];

    private static final byte[] HEAD = "{\"event\":".getBytes(StandardCharsets.US_ASCII);

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Line() {}

    /// The canonical bytes of an event.
    ///
    /// @param digests of its disclosures, sorted
    public static byte[] event(List<String> digests, SortedMap<String, String> fields) {
        byte[] bytes = Canonical.utf8(Canonical.event(digests, fields));
        if (bytes.length > MAX_EVENT_BYTES) {
            throw new IllegalArgumentException("an event of " + bytes.length + " bytes");
        }
        return bytes;
    }

    /// The bytes of an entry at its place.
    ///
    /// @param origin of the log: printable ASCII without quotes
    public static byte[] of(byte[] event, String origin, byte[] previous, long seq, Instant time) {
        byte[] tail = tail(origin, previous, seq, time).getBytes(StandardCharsets.US_ASCII);
        var line = new byte[HEAD.length + event.length + tail.length];
        System.arraycopy(HEAD, 0, line, 0, HEAD.length);
        System.arraycopy(event, 0, line, HEAD.length, event.length);
        System.arraycopy(tail, 0, line, HEAD.length + event.length, tail.length);
        return line;
    }

    /// The predecessor of the first entry: 32 zero bytes.
    public static byte[] nothingBefore() {
        return NOTHING_BEFORE.clone();
    }

    /// A time as it stands in an entry: UTC with always six fraction digits.
    public static String time(Instant time) {
        return MICROSECONDS.format(time);
    }

    private static String tail(String origin, byte[] previous, long seq, Instant time) {
        return ",\"log\":\""
                + origin
                + "\",\"prev\":\""
                + Base64.getEncoder().encodeToString(previous)
                + "\",\"seq\":"
                + seq
                + ",\"time\":\""
                + time(time)
                + "\",\"v\":1}";
    }
}
