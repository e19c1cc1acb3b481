package dev.carnet.auth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.startup.RefusedToStart;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies = TrustedProxies.in(List.of("10.0.0.0/8", "fd00::/8"));

    /// RFC 9700 §4.13: and behind a proxy only what it added.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.1.2.3 | X-Forwarded-For | 198.51.100.7 | 198.51.100.7",
                "10.1.2.3 | X-Forwarded-For | 203.0.113.9, 198.51.100.7, 10.9.9.9 | 198.51.100.7",
                "10.1.2.3 | X-Forwarded-For | 198.51.100.7:4711 | 198.51.100.7",
                "10.1.2.3 | X-Forwarded-For | evil, 198.51.100.7 | 198.51.100.7",
                "10.1.2.3 | X-Forwarded-For | evil | unknown",
                "fd00::1 | Forwarded | for=198.51.100.7;proto=https | 198.51.100.7",
                "fd00::1 | Forwarded | for=1.2.3.4, for=\"[2001:db8::1]:443\" | 2001:db8::1",
                "fd00::1 | Forwarded | proto=https | unknown",
                "198.51.100.1 | X-Forwarded-For | 203.0.113.9 | 198.51.100.1",
                "11.0.0.1 | Forwarded | for=203.0.113.9 | 11.0.0.1",
            })
    void the_last_address_that_is_no_proxy_counts(
            String peer, String header, String value, String sender) {
        assertEquals(
                sender,
                proxies.sender(peer, MultiMap.caseInsensitiveMultiMap().add(header, value)));
    }

    /// RFC 9700 §4.13: nobody is believed by default.
    @Test
    void without_proxies_no_header_counts() {
        var headers = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", "1.2.3.4");
        assertEquals("10.1.2.3", TrustedProxies.in(List.of()).sender("10.1.2.3", headers));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "proxy.example", "", "::/129"})
    void what_is_no_network_is_a_reason_not_to_start(String cidr) {
        assertThrows(RefusedToStart.class, () -> TrustedProxies.in(List.of(cidr)));
    }
}
