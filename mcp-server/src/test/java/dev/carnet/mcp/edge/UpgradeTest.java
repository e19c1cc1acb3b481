package dev.carnet.mcp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class UpgradeTest {

    @Test
    void an_upgrade_to_cleartext_http_2_is_passed_over() throws Exception {
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create(World.current().mcpUrl()))
                            .POST(BodyPublishers.ofString("{}"))
                            .build();
            var answer = client.send(request, BodyHandlers.ofString());
            assertEquals(401, answer.statusCode());
            assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
        }
    }
}
