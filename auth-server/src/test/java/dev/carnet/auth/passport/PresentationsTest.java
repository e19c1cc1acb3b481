package dev.carnet.auth.passport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.rest.House;
import dev.carnet.auth.rest.Limits;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How often passports may be shown from one address, and by whom. Each test has an address of its
/// own.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class PresentationsTest {

    private static final int MORE = Limits.OPEN_PER_MINUTE + 10;

    @Inject Presentations presentations;

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);

    private HttpClient at(String address) {
        return HttpClient.newBuilder().localAddress(InetAddress.ofLiteral(address)).build();
    }

    private int post(HttpClient http, String path, String body) {
        var request =
                HttpRequest.newBuilder(URI.create(house.world().issuer() + House.API + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            return status == 503 ? post(http, path, body) : status;
        } catch (IOException | InterruptedException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static String shown(String token) {
        return "{\"token\":\"%s\"}".formatted(token);
    }

    private static String report(String token) {
        return "{\"token\":\"%s\",\"services_used\":[],\"actions_count\":0,\"summary\":\"\"}"
                .formatted(token);
    }

    private String passport() {
        String agent = house.world().agent(house.workspace(), member);
        return house.as(member)
                .body(
                        "{\"agent_id\":\"%s\",\"mode\":\"logged\",\"intent\":{\"summary\":\"x\"}}"
                                .formatted(agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private List<String> passports() {
        return IntStream.range(0, 4).mapToObj(_ -> passport()).toList();
    }

    /// (V17) what many agents do at one address shuts none of them out.
    @ParameterizedTest
    @CsvSource({"/passports/checkpoint, 127.44.0.1", "/passports/verify, 127.44.0.2"})
    void agents_at_one_address_do_not_starve_each_other(String path, String address) {
        List<String> passports = passports();
        try (HttpClient http = at(address)) {
            for (int i = 0; i < MORE; i++) {
                String token = passports.get(i % passports.size());
                String body = path.endsWith("verify") ? shown(token) : report(token);
                assertEquals(200, post(http, path, body), "number " + i);
            }
        }
    }

    /// (V17) so many that do not hold are looked at; a passport that holds passes all the same.
    @ParameterizedTest
    @ValueSource(strings = {"verify", "refresh", "checkpoint", "checkout", "delegate", "request"})
    void what_does_not_hold_is_counted_for_its_address(String door) {
        String token = passport();
        String path = "/passports/" + door;
        try (HttpClient http = at("127.44.1." + (1 + door.hashCode() & 63))) {
            Set<Integer> seen = untilRefused(http, path, broken(door));
            assertEquals(Set.of(door.equals("verify") ? 200 : 401, 429), seen);
            assertEquals(200, post(http, "/passports/verify", shown(token)));
            assertEquals(200, post(http, "/passports/checkpoint", report(token)));
            assertEquals(200, post(http, "/passports/refresh", shown(token)));
        }
    }

    /// The bucket refills while a busy machine answers, so that it may take more than it holds.
    private Set<Integer> untilRefused(HttpClient http, String path, String body) {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 20 * MORE && !seen.contains(429); i++) {
            seen.add(post(http, path, body));
        }
        return seen;
    }

    private static String broken(String door) {
        return switch (door) {
            case "checkpoint", "checkout" -> report("a.b.c");
            case "delegate" -> "{\"token\":\"a.b.c\",\"passport\":{\"agent_id\":\"agt_x\"}}";
            case "request" -> "{\"assertion\":\"a.b.c\",\"passport\":{\"agent_id\":\"agt_x\"}}";
            default -> shown("a.b.c");
        };
    }

    /// (V17) a single passport is used so often a minute, wherever that is done; others go on.
    @Test
    void one_passport_has_a_limit_of_its_own() {
        String busy = passport();
        String other = passport();
        try (HttpClient here = at("127.44.2.1");
                HttpClient there = at("127.44.2.2")) {
            assertEquals(200, post(here, "/passports/checkpoint", report(busy)));
            assertEquals(429, whenUsedUp(here, busy));
            assertEquals(429, whenUsedUp(there, busy));
            assertEquals(200, post(here, "/passports/checkpoint", report(other)));
        }
    }

    private int whenUsedUp(HttpClient http, String token) {
        String line = jti(token);
        int status = 0;
        for (int i = 0; i < 100 && status != 429; i++) {
            useUp(line);
            status = post(http, "/passports/refresh", shown(token));
        }
        return status;
    }

    private static String jti(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
        } catch (ParseException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void useUp(String line) {
        try {
            for (int i = 0; i <= Limits.USES_PER_MINUTE; i++) {
                presentations.use(line);
            }
        } catch (Refused full) {
            assertEquals(Refusal.TOO_MANY_REQUESTS, full.refusal());
        }
    }

    /// (V17) the door without any credential counts whatever comes.
    @Test
    void keys_are_enrolled_so_often_from_one_address() {
        String wrong =
                "{\"agent_id\":\"agt_x\",\"challenge\":\"x\",\"public_jwk\":\"x\",\"assertion\":\"x\"}";
        try (HttpClient http = at("127.44.3.1");
                HttpClient elsewhere = at("127.44.3.2")) {
            Set<Integer> seen = untilRefused(http, "/agents/enrol", wrong);
            assertTrue(seen.remove(429), "none was turned away");
            assertEquals(seen, Set.of(post(elsewhere, "/agents/enrol", wrong)));
        }
    }
}
