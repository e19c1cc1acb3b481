package dev.carnet.shared.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final RateLimit limit = new RateLimit(5);

    @Test
    void lets_so_many_through_and_no_more() {
        assertEquals(5, admitted("192.0.2.1", 20));
    }

    @Test
    void another_address_has_its_own() {
        admitted("192.0.2.1", 20);
        assertTrue(limit.admits("192.0.2.2"));
    }

    @Test
    void all_addresses_of_an_ipv6_network_are_one() {
        assertEquals(5, admitted("2001:db8:1:2:0:0:0:1", 20));
        assertFalse(limit.admits("2001:db8:1:2:ffff:0:0:9"));
        assertTrue(limit.admits("2001:db8:1:3:0:0:0:1"));
        assertTrue(limit.admits("0:0:0:0:0:0:0:1"));
    }

    private long admitted(String address, int tries) {
        return IntStream.range(0, tries).filter(_ -> limit.admits(address)).count();
    }
}
