package dev.carnet.shared.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.fetch.SpecialAddresses.Standing;
import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The table of addresses, each range by its first and its last address.
class SpecialAddressesTest {

    static Stream<Arguments> ranges() {
        return Stream.of(
                range("0.0.0.0", "0.255.255.255", Standing.SPECIAL),
                range("10.0.0.0", "10.255.255.255", Standing.INTERNAL),
                range("100.64.0.0", "100.127.255.255", Standing.INTERNAL),
                range("100.100.100.200", "100.100.100.200", Standing.SPECIAL),
                range("127.0.0.0", "127.255.255.255", Standing.INTERNAL),
                range("168.63.129.16", "168.63.129.16", Standing.SPECIAL),
                range("169.254.0.0", "169.254.255.255", Standing.SPECIAL),
                range("169.254.169.254", "169.254.170.2", Standing.SPECIAL),
                range("172.16.0.0", "172.31.255.255", Standing.INTERNAL),
                range("192.0.0.0", "192.0.0.255", Standing.SPECIAL),
                range("192.0.0.192", "192.0.0.192", Standing.SPECIAL),
                range("192.0.2.0", "192.0.2.255", Standing.SPECIAL),
                range("192.31.196.0", "192.31.196.255", Standing.SPECIAL),
                range("192.52.193.0", "192.52.193.255", Standing.SPECIAL),
                range("192.88.99.0", "192.88.99.255", Standing.SPECIAL),
                range("192.168.0.0", "192.168.255.255", Standing.INTERNAL),
                range("192.175.48.0", "192.175.48.255", Standing.SPECIAL),
                range("198.18.0.0", "198.19.255.255", Standing.SPECIAL),
                range("198.51.100.0", "198.51.100.255", Standing.SPECIAL),
                range("203.0.113.0", "203.0.113.255", Standing.SPECIAL),
                range("224.0.0.0", "239.255.255.255", Standing.SPECIAL),
                range("240.0.0.0", "255.255.255.255", Standing.SPECIAL),
                range("::", "::", Standing.SPECIAL),
                range("::1", "::1", Standing.INTERNAL),
                range("::2", "::7f00:1", Standing.SPECIAL),
                range("64:ff9b::", "64:ff9b::ffff:ffff", Standing.SPECIAL),
                range("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("100::", "100::ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2001:10::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2001:1ff::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("2002:7f00:1::", "2002:a9fe:a9fe::", Standing.SPECIAL),
                range("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("3ffe::", "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("4000::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.INTERNAL),
                range("fd00:ec2::254", "fd20:ce::254", Standing.SPECIAL),
                range("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("fe80::a9fe:a9fe", "fe80::5efe:7f00:1", Standing.SPECIAL),
                range("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL),
                range("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Standing.SPECIAL));
    }

    private static Arguments range(String first, String last, Standing standing) {
        return Arguments.of(first, last, standing);
    }

    /// V12, V15: the table of special addresses.
    @ParameterizedTest
    @MethodSource("ranges")
    void knows_every_special_range(String first, String last, Standing standing) {
        assertEquals(standing, SpecialAddresses.of(InetAddress.ofLiteral(first)), first);
        assertEquals(standing, SpecialAddresses.of(InetAddress.ofLiteral(last)), last);
    }

    /// The neighbours of special ranges, so that none is wider than it should be.
    @ParameterizedTest
    @CsvSource({
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db9::",
        "2003::",
        "2606:4700::6810:85e5",
        "3ffd:ffff::",
        "3fff:1000::"
    })
    void lets_its_neighbours_through(String address) {
        assertEquals(Standing.PUBLIC, SpecialAddresses.of(InetAddress.ofLiteral(address)));
    }

    /// V12: Java reads a mapped address as the IPv4 address in it, and that is what is judged.
    @ParameterizedTest
    @CsvSource({"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.1.2.3", "::ffff:7f00:1"})
    void judges_mapped_addresses_by_what_is_in_them(String mapped) {
        assertTrue(SpecialAddresses.of(InetAddress.ofLiteral(mapped)) != Standing.PUBLIC);
    }
}
