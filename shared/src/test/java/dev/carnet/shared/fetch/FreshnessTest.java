package dev.carnet.shared.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

    private static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| PT5M",
                "Cache-Control: max-age=60 | PT5M",
                "Cache-Control: max-age=3600 | PT1H",
                "Cache-Control: Max-Age=3600, must-revalidate | PT1H",
                "Cache-Control: public, max-age=\"3600\" | PT1H",
                "Cache-Control: max-age=3600; Age: 600 | PT50M",
                "Cache-Control: max-age=3600; Age: 7200 | PT5M",
                "Cache-Control: max-age=3600, s-maxage=7200 | PT2H",
                "Cache-Control: no-store | PT5M",
                "Cache-Control: max-age=7200, no-cache | PT5M",
                "Cache-Control: max-age=999999999 | PT24H",
                "Cache-Control: max-age=-5 | PT5M",
                "Cache-Control: max-age=99999999999999999999 | PT24H",
                "Cache-Control: nonsense | PT5M",
                "Expires: Fri, 20 Nov 2026 10:00:00 GMT | PT2H",
                "Expires: Fri, 20 Nov 2026 10:00:00 GMT; Date: Fri, 20 Nov 2026 09:00:00 GMT | PT1H",
                "Expires: 0 | PT5M",
                "Expires: Fri, 20 Nov 2026 10:00:00 GMT; Cache-Control: max-age=600 | PT10M",
            })
    void follows_the_headers_within_bounds(String headers, Duration counted) {
        assertEquals(NOW.plus(counted), Freshness.until(map(headers), Wanted.CLIENT_DOCUMENT, NOW));
    }

    @ParameterizedTest
    @CsvSource({"KEY_SET", "ISSUER_DOCUMENT"})
    void keys_never_count_for_longer_than_an_hour(Wanted wanted) {
        MultiMap headers = map("Cache-Control: max-age=86400");
        assertEquals(NOW.plus(Duration.ofHours(1)), Freshness.until(headers, wanted, NOW));
    }

    private static MultiMap map(@Nullable String headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        if (headers != null) {
            for (String header : headers.split(";", -1)) {
                String[] parts = header.split(":", 2);
                map.add(parts[0].strip(), parts[1].strip());
            }
        }
        return map;
    }
}
