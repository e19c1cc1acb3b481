package dev.carnet.auth.operator;

import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.rest.Cursors;
import dev.carnet.shared.startup.ServiceKeyset;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Lists on pages, a page at a time.
@Singleton
public final class PageCursors {

    private final Cursors cursors;

    PageCursors(ServiceKeyset keyset) {
        this.cursors = new Cursors(keyset.sealer().aead());
    }

    /// Where the page begins that is asked for.
    ///
    /// @param list what list it is, and of which workspace
    public Optional<Slice.Position> after(HttpServerRequest request, String list) {
        return OperatorPages.query(request)
                .one("after")
                .flatMap(cursor -> cursors.open(list, cursor))
                .map(text -> text.split(" ", 2))
                .map(parts -> new Slice.Position(Instant.parse(parts[0]), parts[1]));
    }

    /// The query of the next page; empty on the last.
    ///
    /// @param found the rows of this page, and one more if there is a next one
    public <T> String next(
            String list, List<T> found, int limit, Function<T, Slice.Position> position) {
        if (found.size() <= limit) {
            return "";
        }
        Slice.Position last = position.apply(found.get(limit - 1));
        String sealed = cursors.seal(list, last.at() + " " + last.id());
        return "&after=" + URLEncoder.encode(sealed, StandardCharsets.UTF_8);
    }
}
