package dev.carnet.shared.desk;

import dev.carnet.shared.desk.Slice.Position;
import dev.carnet.shared.rest.Cursors;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Paging: `limit` and `cursor` in, a page out. A cursor works only for the list it was made for:
/// the same route, workspace and filters.
public final class Lists {

    private final Cursors cursors;

    /// Lists whose cursors are sealed by these.
    public Lists(Cursors cursors) {
        this.cursors = cursors;
    }

    /// What the query parameters ask for.
    ///
    /// @param filters the values of all other parameters, in the order of the endpoint
    public Slice slice(ApiCall call, Asked asked, String... filters) {
        String list =
                call.route().name() + "\n" + call.workspace() + "\n" + String.join("\n", filters);
        return slice(list, asked);
    }

    /// The same of a list that has no route.
    ///
    /// @param list what makes it this list and no other: name, workspace and filters
    public Slice slice(String list, Asked asked) {
        return new Slice(limit(asked.limit()), asked.cursor().map(text -> open(list, text)), list);
    }

    /// The page those rows make; at most {@link Slice#rows} of them were read.
    public <T> Page<T> page(Slice slice, List<T> rows, Function<T, Position> position) {
        if (rows.size() <= slice.limit()) {
            return new Page<>(rows, Optional.empty());
        }
        List<T> items = List.copyOf(rows.subList(0, slice.limit()));
        String last = position.apply(items.getLast()).text();
        return new Page<>(items, Optional.of(cursors.seal(slice.list(), last)));
    }

    /// The two parameters every list takes, as they were sent.
    public record Asked(Optional<String> limit, Optional<String> cursor) {}

    private static int limit(Optional<String> text) {
        if (text.isEmpty()) {
            return Slice.DEFAULT_LIMIT;
        }
        if (!text.get().matches("[1-9][0-9]{0,2}")
                || Integer.parseInt(text.get()) > Slice.MAX_LIMIT) {
            throw Refused.field("limit", "is a number from 1 to " + Slice.MAX_LIMIT);
        }
        return Integer.parseInt(text.get());
    }

    private Position open(String list, String cursor) {
        return cursors.open(list, cursor)
                .map(Position::parse)
                .orElseThrow(() ->
                        Refused.field(
                                Refusal.INVALID_CURSOR,
                                "cursor",
                                "was not given out for this list"));
    }
}
