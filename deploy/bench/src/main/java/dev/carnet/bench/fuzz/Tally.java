package dev.carnet.bench.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;

/// What was answered, door by door.
public final class Tally {

    private static final int KEPT = 20;

    /// Classes of answers: 2xx, 3xx, 4xx, 503, closed without an answer, wrong.
    private static final int CLASSES = 6;

    /// One of so many requests may be left undecided.
    private static final int UNDECIDED = 100;

    private static final int UNABLE = 3;
    private static final int CLOSED = 4;
    private static final int WRONG = 5;

    private final Map<String, AtomicLongArray> doors = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    void answered(Door door, int status) {
        count(door, status == 503 ? UNABLE : Math.clamp(status / 100 - 2L, 0, 2));
    }

    void closed(Door door) {
        count(door, CLOSED);
    }

    void wrong(Request request, String why) {
        count(request.door(), WRONG);
        if (wrong.size() < KEPT) {
            wrong.add(why + "\n" + request.shown());
        }
    }

    private void count(Door door, int which) {
        doors.computeIfAbsent(door.name(), _ -> new AtomicLongArray(CLASSES))
                .incrementAndGet(which);
    }

    /// Answers that should never be given: what was wrong, and the request.
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    /// How many requests there were.
    public long requests() {
        return sums().values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many were answered with what they asked for, or sent on.
    public long wellReceived() {
        var sums = sums();
        return sums.getOrDefault("2xx", 0L) + sums.getOrDefault("3xx", 0L);
    }

    /// Whether it was answered often enough for the other answers to say something: of a hundred
    /// requests one at most was left undecided (503) or unanswered, and no door left all of its own
    /// so.
    public boolean isMeaningful() {
        var sums = sums();
        long undecided = sums.getOrDefault("503", 0L) + sums.getOrDefault("closed", 0L);
        return undecided * UNDECIDED <= requests() && silent().isEmpty();
    }

    /// Doors that never decided anything.
    public List<String> silent() {
        return doors.entrySet().stream()
                .filter(door -> decided(door.getValue()) == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long decided(AtomicLongArray row) {
        return row.get(0) + row.get(1) + row.get(2) + row.get(WRONG);
    }

    private Map<String, Long> sums() {
        var names = List.of("2xx", "3xx", "4xx", "503", "closed", "wrong");
        var sums = new TreeMap<String, Long>();
        doors.values()
                .forEach(row -> {
                    for (int i = 0; i < CLASSES; i++) {
                        sums.merge(names.get(i), row.get(i), Long::sum);
                    }
                });
        return sums;
    }

    /// A row per door, and their sum.
    public String table() {
        var lines = new ArrayList<String>();
        lines.add(line("door", "2xx", "3xx", "4xx", "503", "closed", "wrong"));
        var sum = new AtomicLongArray(CLASSES);
        doors.forEach((name, row) -> {
            lines.add(line(name, row));
            for (int i = 0; i < CLASSES; i++) {
                sum.addAndGet(i, row.get(i));
            }
        });
        lines.add(line(String.format(Locale.ROOT, "%,d requests", requests()), sum));
        return String.join("\n", lines);
    }

    private static String line(String name, AtomicLongArray row) {
        var cells = new ArrayList<Object>(List.of(name));
        for (int i = 0; i < CLASSES; i++) {
            cells.add(row.get(i));
        }
        return line(cells.toArray());
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-52s %9s %9s %9s %7s %7s %7s", cells);
    }
}
