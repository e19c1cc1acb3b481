package dev.carnet.bench;

import dev.carnet.bench.load.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The one table: a row per measurement, printed as it comes.
public final class Table {

    private static final double MEBIBYTE = 1024 * 1024;

    private final Appendable out;
    private final List<Row> rows = new ArrayList<>();

    /// One row; absent numbers stay empty.
    public record Row(
            String what,
            Optional<Integer> callers,
            String result,
            Optional<Double> p50,
            Optional<Double> p99,
            Optional<Long> errors) {}

    public Table(Appendable out) {
        this.out = out;
        line("what", "callers", "result", "p50 ms", "p99 ms", "errors");
    }

    /// A rate with its latencies and errors.
    public void rate(String what, Measurement measured) {
        add(
                new Row(
                        what,
                        Optional.of(measured.callers()),
                        String.format(Locale.ROOT, "%,.0f /s", measured.rate()),
                        Optional.of(measured.p50()),
                        Optional.of(measured.p99()),
                        Optional.of(measured.errors())));
        if (!measured.firstError().isEmpty()) {
            remark("  first error: " + measured.firstError());
        }
    }

    /// How much more that took than the same without it: latencies that come on top, and how many
    /// times as long the median is.
    public void added(String what, Measurement with, Measurement without) {
        add(
                new Row(
                        what,
                        Optional.of(with.callers()),
                        without.p50() > 0
                                ? String.format(Locale.ROOT, "× %.1f", with.p50() / without.p50())
                                : "",
                        Optional.of(with.p50() - without.p50()),
                        Optional.of(with.p99() - without.p99()),
                        Optional.empty()));
    }

    /// Latencies of things done one after the other.
    public void latency(String what, Measurement measured) {
        add(
                new Row(
                        what,
                        Optional.of(measured.callers()),
                        "",
                        Optional.of(measured.p50()),
                        Optional.of(measured.p99()),
                        Optional.of(measured.errors())));
    }

    public void time(String what, Duration took) {
        single(what, String.format(Locale.ROOT, "%.2f s", took.toMillis() / 1000.0));
    }

    public void memory(String what, long bytes) {
        single(what, String.format(Locale.ROOT, "%.0f MiB", bytes / MEBIBYTE));
    }

    /// A row that says in words why there is no number.
    public void missing(String what, String why) {
        single(what, why);
    }

    /// All rows, in order.
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    private void single(String what, String result) {
        add(
                new Row(
                        what,
                        Optional.empty(),
                        result,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void add(Row row) {
        rows.add(row);
        line(
                row.what(),
                row.callers().map(String::valueOf).orElse(""),
                row.result(),
                row.p50().map(Table::decimal).orElse(""),
                row.p99().map(Table::decimal).orElse(""),
                row.errors().map(String::valueOf).orElse(""));
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private void line(Object... cells) {
        remark(String.format(Locale.ROOT, "%-46s %8s %14s %10s %10s %8s", cells));
    }

    private void remark(String words) {
        try {
            out.append(words).append(System.lineSeparator());
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
