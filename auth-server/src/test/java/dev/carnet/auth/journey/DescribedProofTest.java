package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A client that is a document about itself, and that asks in it to be held to more.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DescribedProofTest {

    private static final String ID = "https://client.example/held-to-more.json";

    private final String url = World.current().issuer() + "/token";
    private final DpopKey key = DpopKey.fresh();

    private static String document() {
        return """
        {"client_id": "%s", "client_name": "Careful", "redirect_uris": ["%s"],
         "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true,
         "require_pushed_authorization_requests": true,
         "grant_types": ["authorization_code", "refresh_token"]}
        """
                .formatted(ID, OAuthClient.CALLBACK);
    }

    private static Response token(Map<String, String> form, Optional<String> proof) {
        var request = given().contentType("application/x-www-form-urlencoded");
        proof.ifPresent(text -> request.header("DPoP", text));
        return request.body(Browser.encode(form)).post("/token");
    }

    /// V27: what its document asks for is enforced, refresh included.
    @Test
    void is_held_to_pushed_requests_and_bound_tokens() {
        try (var web = new DescribedWeb().serves(ID, document())) {
            var client = new OAuthClient(ID);
            var browser = new Browser(World.current().issuer());
            assertEquals(
                    Optional.of("invalid_request"),
                    browser.get("/authorize?" + Browser.encode(client.request()))
                            .parameter("error"));
            Somebody person = People.member(Role.OWNER);
            var request = client.request();
            request.put("dpop_jkt", key.thumbprint());
            String code = client.code(person, Pushes.by(ID, Pushes.uri(request)));
            refused(token(client.redemption(code), Optional.empty()), "invalid_dpop_proof");
            refused(token(client.redemption(code), proof(DpopKey.fresh())), "invalid_grant");
            Response first = token(client.redemption(code), proof(key));
            first.then().statusCode(200).body("token_type", equalTo("DPoP"));
            String refresh = first.path("refresh_token");
            refused(token(client.refreshment(refresh), Optional.empty()), "invalid_dpop_proof");
            refused(token(client.refreshment(refresh), proof(DpopKey.fresh())), "invalid_grant");
            token(client.refreshment(refresh), proof(key)).then().statusCode(200);
            assertEquals(1, web.asked(ID));
        }
    }

    private Optional<String> proof(DpopKey by) {
        return Optional.of(by.proof("POST", url).sign());
    }

    private static void refused(Response answer, String error) {
        answer.then().statusCode(400).body("error", equalTo(error));
    }
}
