package dev.carnet.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// Somebody who asks from an address of their own, so that what they use up of a limit is missed by
/// no other test.
public final class Neighbour {

    private final HttpClient http;

    /// A neighbour at that loopback address, for example `127.0.0.7`.
    public Neighbour(String address) {
        try {
            http = HttpClient.newBuilder().localAddress(InetAddress.getByName(address)).build();
        } catch (IOException impossible) {
            throw new IllegalStateException(address, impossible);
        }
    }

    /// Gets that, with that credential.
    public HttpResponse<String> get(String url, String credential) {
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + credential)
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(url, broken);
        }
    }
}
