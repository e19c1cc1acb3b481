package dev.carnet.shared.desk;

import java.time.Instant;
import java.util.Optional;

/// Which part of a list is asked for.
///
/// @param limit how many items, 1 to 100
/// @param after continue behind this position, which was the last one of the page before
/// @param list the name of the list: route, workspace and filters
public record Slice(int limit, Optional<Position> after, String list) {

    /// What a request gets that names no limit.
    static final int DEFAULT_LIMIT = 20;

    static final int MAX_LIMIT = 100;

    /// Where an item stands in a list that is sorted newest first: by its time, and by its id when
    /// times are equal.
    public record Position(Instant at, String id) {

        String text() {
            return at + " " + id;
        }

        static Position parse(String text) {
            int space = text.indexOf(' ');
            return new Position(Instant.parse(text.substring(0, space)), text.substring(space + 1));
        }
    }

    /// How many rows to read: one more tells whether there is a next page.
    public int rows() {
        return limit + 1;
    }
}
