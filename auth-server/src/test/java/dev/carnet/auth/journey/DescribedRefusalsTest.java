package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TlsHost;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Documents that are none, and URLs that lead where nobody may go.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DescribedRefusalsTest {

    private DescribedWeb web = new DescribedWeb();

    @BeforeEach
    void open() {
        web.close();
        web = new DescribedWeb();
    }

    @AfterEach
    void close() {
        web.close();
    }

    private static Response authorize(String clientId) {
        return given().accept("application/json")
                .redirects()
                .follow(false)
                .urlEncodingEnabled(false)
                .get("/authorize?" + Browser.encode(new OAuthClient(clientId).request()));
    }

    private static void assertInvalid(String clientId) {
        Response answer = authorize(clientId);
        assertEquals(401, answer.statusCode(), answer.asString());
        assertEquals("invalid_client", answer.path("error"));
    }

    /// V9, V28, V40: a client id is one URL in one spelling.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://client.example",
                "https://client.example/",
                "https://client.example?x=/y",
                "https://client.example/a/../b",
                "https://client.example/a/%2e%2e/b",
                "https://client.example:8443/x",
                "https://user@client.example/x",
                "https://client.example/x#y",
                "https://CLIENT.example/x",
                "https://client.example./x",
                "http://client.example/x",
                "http://localhost:3000/x",
                "http://127.0.0.1/x",
            })
    void a_url_that_breaks_a_rule_is_never_fetched(String url) {
        assertInvalid(url);
        assertEquals(0, web.host.connections());
    }

    /// V12, V13, V15: wherever the name leads, nothing is sent to such an address.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "168.63.129.16",
                "100.100.100.200",
                "0.0.0.0",
                "192.0.2.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "fc00::1",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::",
                "2001::1",
                "2001:db8::1"
            })
    void a_name_at_a_special_address_is_refused(String address) {
        String name = "n" + Integer.toHexString(address.hashCode()) + ".example";
        TestNames.lead(name, address);
        assertInvalid("https://" + name + "/client.json");
        assertTrue(TestNames.asked().contains(name));
    }

    /// V12, V13: an address in the URL is judged, too.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/x",
                "https://[::1]/x",
                "https://169.254.169.254/latest/meta-data/",
                "https://[::ffff:169.254.169.254]/latest/",
                "https://2852039166/x",
                "https://0xa9fea9fe/x"
            })
    void a_special_address_in_the_url_is_refused(String url) {
        assertInvalid(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "<html>",
                "{\"client_id\": \"https://client.example/other\", \"client_name\": \"A\","
                        + " \"redirect_uris\": [\"http://127.0.0.1:7777/callback\"]}",
                "{\"client_id\": \"%s\", \"client_name\": \"A\", \"redirect_uris\": []}",
                "{\"client_id\": \"%s\", \"client_name\": \"A\", \"client_secret\": \"x\","
                        + " \"redirect_uris\": [\"http://127.0.0.1:7777/callback\"]}",
                "{\"client_id\": \"%s\", \"redirect_uris\": [\"http://127.0.0.1:7777/callback\"]}"
            })
    void a_document_that_breaks_a_rule_is_refused(String document) {
        String id = "https://client.example/refused/" + System.nanoTime();
        web.serves(id, document.replace("%s", id));
        assertInvalid(id);
    }

    /// V11: no other parameter of any request becomes something that is fetched.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "request_uri",
                "redirect_uri",
                "resource",
                "state",
                "logo_uri",
                "jwks_uri",
                "client_session_host",
                "sector_identifier_uri",
                "login_hint",
                "registration",
                "client_assertion",
                "code_challenge",
                "issuer"
            })
    void no_other_parameter_is_ever_fetched(String parameter) {
        String url = "https://keys.example/" + parameter;
        Map<String, String> request = OAuthClient.known().request();
        request.put(parameter, url);
        new Browser(World.current().issuer()).get("/authorize?" + Browser.encode(request));
        Map<String, String> form = OAuthClient.known().redemption("x");
        form.put(parameter, url);
        Wire.tokenOnce(form);
        assertEquals(0, web.host.connections());
    }

    /// V12: a redirect is followed to nowhere, and what is missing may come back.
    @Test
    void a_document_that_does_not_come_is_temporarily_unavailable() {
        String id = "https://client.example/missing/" + System.nanoTime();
        String target = "https://client.example/target/" + System.nanoTime();
        web.answers(id, TlsHost.raw(302, "text/html", "", "Location: " + target));
        Response answer = authorize(id);
        assertEquals(503, answer.statusCode());
        assertEquals("temporarily_unavailable", answer.path("error"));
        assertEquals(0, web.asked(target));
        assertEquals(503, authorize(id).statusCode());
        assertEquals(1, web.asked(id), "asked again within the pause");
    }

    @Test
    void a_document_of_another_type_or_size_does_not_count() {
        String id = "https://client.example/typed/" + System.nanoTime();
        String good =
                DescribedClientsTest.document(
                        id, "A", "\"redirect_uris\": [\"http://127.0.0.1:7777/callback\"]");
        web.answers(id, TlsHost.raw(200, "text/html", good));
        assertEquals(503, authorize(id).statusCode());
        String big = id + "/big";
        web.serves(big, good.replace(id, big) + " ".repeat(6_000));
        assertEquals(503, authorize(big).statusCode());
    }
}
