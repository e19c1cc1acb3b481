package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.startup.RefusedToStart;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountriesTest {

    @TempDir Path folder;

    @Test
    void the_first_network_that_holds_the_address_says_the_country() throws IOException {
        var countries = countries("# ours\n10.1.0.0/16 fr\n10.0.0.0/8 DE\n2001:db8::/32 SE\n");
        assertEquals(Optional.of("FR"), countries.of(InetAddress.ofLiteral("10.1.2.3")));
        assertEquals(Optional.of("DE"), countries.of(InetAddress.ofLiteral("10.2.0.1")));
        assertEquals(Optional.of("SE"), countries.of(InetAddress.ofLiteral("2001:db8::1")));
        assertEquals(Optional.empty(), countries.of(InetAddress.ofLiteral("192.0.2.1")));
    }

    @Test
    void without_a_file_nobody_knows() {
        var none = new Countries(Optional.empty());
        assertEquals(Optional.empty(), none.of(InetAddress.ofLiteral("10.1.2.3")));
    }

    @Test
    void a_line_that_says_nothing_stops_the_start() {
        for (String wrong :
                new String[] {"10.0.0.0/8", "10.0.0.0/99 DE", "here DE", "10.0.0.0/8 Germany"}) {
            var refused = assertThrows(RefusedToStart.class, () -> countries(wrong));
            assertTrue(String.valueOf(refused.getMessage()).contains("CARNET_COUNTRIES_FILE"));
        }
        assertThrows(
                RefusedToStart.class, () -> new Countries(Optional.of(folder.resolve("none"))));
    }

    @Test
    void networks_are_those_of_an_office_or_a_house() {
        assertEquals("4.10.1.2", Places.network(InetAddress.ofLiteral("10.1.2.3")));
        assertEquals(
                Places.network(InetAddress.ofLiteral("2001:db8:1:2::3")),
                Places.network(InetAddress.ofLiteral("2001:db8:1:ffff::9")));
    }

    private Countries countries(String text) throws IOException {
        return new Countries(Optional.of(Files.writeString(folder.resolve("countries"), text)));
    }
}
