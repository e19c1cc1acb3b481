package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TlsHost;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/// The development switch, at a service that has it on.
@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class DevelopmentDocumentsTest {

    @Test
    void a_client_on_loopback_shows_its_document_without_tls() {
        try (TlsHost plain = TlsHost.plain()) {
            TestNames.lead("localhost", plain.port());
            String id = "http://localhost:" + plain.port() + "/client.json";
            plain.answers(
                    "/client.json",
                    TlsHost.json(
                            DescribedClientsTest.document(
                                    id,
                                    "Mine",
                                    "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"]")));
            var client = new OAuthClient(id);
            client.redeem(client.code(People.member(Role.OWNER))).then().statusCode(200);
        }
    }

    /// V12: everything else stays forbidden.
    @Test
    void nothing_else_is_opened_by_it() {
        TestNames.lead("intranet.example", "10.0.0.1");
        for (String id :
                new String[] {
                    "http://10.0.0.1/client.json",
                    "http://client.example/client.json",
                    "https://intranet.example/client.json",
                    "https://127.0.0.1/client.json",
                    "http://169.254.169.254/latest/x"
                }) {
            String query = Browser.encode(new OAuthClient(id).request());
            var page = new Browser(World.current().issuer()).get("/authorize?" + query);
            assertEquals(401, page.status(), id);
        }
    }
}
