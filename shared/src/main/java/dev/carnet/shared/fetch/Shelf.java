package dev.carnet.shared.fetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What was fetched and what failed, each bounded: so many entries, and so many bytes as that many
/// client documents have. Failures have a shelf of their own, so that they push out no document.
final class Shelf {

    /// What is asked for, whoever asks.
    record Slot(Wanted wanted, String url, Within within) {

        static Slot of(Errand errand) {
            return new Slot(errand.wanted(), errand.url(), errand.within());
        }
    }

    /// A document that came.
    ///
    /// @param etag its validator, to ask whether it changed
    record Page(Buffer body, Optional<String> etag, Instant fetchedAt, Instant freshUntil) {

        Outcome.Document document() {
            return new Outcome.Document(body, freshUntil);
        }
    }

    private record Trouble(Outcome outcome, Instant until) {}

    private static final int BYTES_EACH = FetchLimits.DOCUMENT_BYTES;
    private static final Duration FORGOTTEN = FetchLimits.FRESH_MOST.multipliedBy(2);

    private final Cache<Slot, Page> pages =
            Caffeine.newBuilder()
                    .maximumWeight((long) FetchLimits.KEPT * BYTES_EACH)
                    .weigher((Slot key, Page page) ->
                            Math.max(BYTES_EACH, key.url().length() + page.body().length()))
                    .expireAfterWrite(FORGOTTEN)
                    .build();

    private final Cache<Slot, Trouble> troubles =
            Caffeine.newBuilder().maximumSize(FetchLimits.KEPT).expireAfterWrite(FORGOTTEN).build();

    /// The page, fresh or not.
    Optional<Page> page(Slot key) {
        return Optional.ofNullable(pages.getIfPresent(key));
    }

    /// The page as long as it counts.
    Optional<Page> fresh(Slot key, Instant now) {
        return page(key).filter(page -> now.isBefore(page.freshUntil()));
    }

    /// Why it was not to be had a moment ago.
    Optional<Outcome> trouble(Slot key, Instant now) {
        return Optional.ofNullable(troubles.getIfPresent(key))
                .filter(trouble -> now.isBefore(trouble.until()))
                .map(Trouble::outcome);
    }

    void put(Slot key, Page page) {
        pages.put(key, page);
        troubles.invalidate(key);
    }

    /// The draft of client documents forbids keeping error answers (§5.2 there): this is no answer
    /// that is kept, but a pause before the next attempt.
    void put(Slot key, Outcome trouble, Instant now) {
        troubles.put(key, new Trouble(trouble, now.plus(FetchLimits.PAUSE)));
    }
}
