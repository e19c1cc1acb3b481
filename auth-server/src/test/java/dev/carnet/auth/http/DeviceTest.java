package dev.carnet.auth.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox on Linux",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0 | Edge on Windows",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18 Safari/605.1 | Safari on macOS",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit CriOS/140 Safari | Chrome on iPhone",
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 | Chrome on Android",
                "curl/8.9.1 | curl",
                "<script> | Unknown program",
                "'' | Unknown program"
            })
    void names_the_program_and_the_system(String userAgent, String label) {
        assertEquals(label, Device.label(userAgent));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.77, 203.0.113.*",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::*",
        "::1, 0:0:0::*",
        "unknown, unknown"
    })
    void names_the_network_and_not_the_address(String address, String network) {
        assertEquals(network, Network.of(address));
    }
}
