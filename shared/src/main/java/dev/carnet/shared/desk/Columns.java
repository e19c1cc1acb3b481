package dev.carnet.shared.desk;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Times and optional texts between rows and records.
public final class Columns {

    private Columns() {}

    /// A time as the driver binds it.
    public static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    /// A `timestamptz` that is never null.
    public static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /// A `timestamptz` that may be null.
    public static Optional<Instant> optionalInstant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    /// The time to continue behind, or null on the first page.
    public static @Nullable OffsetDateTime after(Slice slice) {
        return slice.after().map(position -> time(position.at())).orElse(null);
    }

    /// The id to continue behind, or null on the first page.
    public static @Nullable String afterId(Slice slice) {
        return slice.after().map(Slice.Position::id).orElse(null);
    }

    /// The rows as records.
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> record) {
        return StreamSupport.stream(rows.spliterator(), false).map(record).toList();
    }

    /// The one row as a record, if there is one.
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> record) {
        return StreamSupport.stream(rows.spliterator(), false).map(record).findFirst();
    }
}
