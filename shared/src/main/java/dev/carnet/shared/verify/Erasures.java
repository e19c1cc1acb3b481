package dev.carnet.shared.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was erased from a log that is intact: entries stay as they were written, and of some that
/// commit to hidden values an entry later says that nobody can open them any more. Looks through
/// the file twice, and remembers so many erasures at most.
public final class Erasures {

    private static final String ERASURE = "audit.redact";
    private static final String MARK = "\"act\":\"" + ERASURE + "\"";
    private static final int MOST = 1_000;

    private final List<Erased> found = new ArrayList<>();
    private final Map<List<String>, List<Erased>> about = new HashMap<>();

    private Erasures() {}

    /// What each erasure of the file took, in its order.
    public static List<Erased> of(Path file) throws IOException {
        var erasures = new Erasures();
        each(file, erasures::find);
        if (!erasures.found.isEmpty()) {
            each(file, erasures::count);
        }
        return List.copyOf(erasures.found);
    }

    private static void each(Path file, Look look) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            var lines = new Lines(bytes);
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                look.at(line.get());
            }
        }
    }

    private void find(byte[] line) {
        if (found.size() < MOST && new String(line, StandardCharsets.UTF_8).contains(MARK)) {
            EntryLine.read(line)
                    .filter(entry -> ERASURE.equals(entry.fields().get("act")))
                    .ifPresent(this::add);
        }
    }

    private void add(EntryLine entry) {
        Optional.ofNullable(entry.fields().get("id"))
                .ifPresent(subject -> {
                    var erased = new Erased(entry.log(), entry.seq(), subject);
                    found.add(erased);
                    about.computeIfAbsent(List.of(entry.log(), subject), _ -> new ArrayList<>())
                            .add(erased);
                });
    }

    private void count(byte[] line) {
        EntryLine.read(line)
                .filter(entry -> !entry.digests().isEmpty())
                .ifPresent(entry ->
                        erasures(entry).stream()
                                .filter(erased -> entry.seq() < erased.by())
                                .findFirst()
                                .ifPresent(erased -> erased.take(entry.seq())));
    }

    private List<Erased> erasures(EntryLine entry) {
        String subject = entry.fields().getOrDefault("sub", "");
        return about.getOrDefault(List.of(entry.log(), subject), List.of());
    }

    private interface Look {
        void at(byte[] line);
    }

    /// One erasure, and the entries before it that commit to what it took.
    public static final class Erased {

        private static final int SHOWN = 16;

        private final String log;
        private final long by;
        private final String subject;
        private final List<String> shown = new ArrayList<>();
        private long first = -1;
        private long last = -1;
        private long entries;

        private Erased(String log, long by, String subject) {
            this.log = log;
            this.by = by;
            this.subject = subject;
        }

        /// The entry that says so.
        public long by() {
            return by;
        }

        /// How many entries commit to what can be opened no more.
        public long entries() {
            return entries;
        }

        /// One line for people: which entries, as far as there is room.
        public String line() {
            var ranges = new ArrayList<>(shown);
            if (entries > 0) {
                ranges.add(range());
            }
            return "Erased by entry %d of %s: what %d entries hide about %s%s"
                    .formatted(by, log, entries, subject, text(ranges));
        }

        private static String text(List<String> ranges) {
            return ranges.isEmpty() ? "" : " (" + String.join(", ", ranges) + ")";
        }

        private void take(long seq) {
            if (entries > 0 && seq != last + 1) {
                if (shown.size() < SHOWN) {
                    shown.add(range());
                } else {
                    shown.set(SHOWN - 1, "…");
                }
                first = seq;
            }
            first = entries == 0 ? seq : first;
            last = seq;
            entries++;
        }

        private String range() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }
}
