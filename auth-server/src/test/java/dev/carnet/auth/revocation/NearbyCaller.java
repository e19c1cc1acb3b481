package dev.carnet.auth.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.rest.House;
import dev.carnet.testing.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/// Somebody at an address of their own, so that what is limited by address is theirs alone.
final class NearbyCaller implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;

    NearbyCaller(long number) throws IOException {
        byte[] address = {127, 33, (byte) (number >> 7), (byte) (1 + number % 128)};
        this.http = HttpClient.newBuilder().localAddress(InetAddress.getByAddress(address)).build();
    }

    record Answer(int status, JsonNode body) {}

    Answer post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(World.current().issuer() + House.API + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }

    @Override
    public void close() {
        http.close();
    }
}
