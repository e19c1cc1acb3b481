package dev.carnet.guard;

import dev.carnet.shared.token.VerificationKey;
import dev.carnet.shared.token.VerificationKey.Algorithm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/// The issuer's published keys. New ones are published before they sign, so to look now and then is
/// enough; an unknown one has the set fetched sooner.
final class Keys {

    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Duration OFTEN = Duration.ofSeconds(60);
    private static final Duration SELDOM = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI address;
    private volatile Map<String, VerificationKey> known = Map.of();
    private volatile boolean wanted = true;
    private long fetchedAt;

    Keys(HttpClient http, URI address) {
        this.http = http;
        this.address = address;
    }

    boolean loaded() {
        return !known.isEmpty();
    }

    Optional<VerificationKey> find(String kid) {
        Optional<VerificationKey> found = Optional.ofNullable(known.get(kid));
        wanted = wanted || found.isEmpty();
        return found;
    }

    /// Fetches them if it is time; for the one thread that follows the feed.
    void look() throws InterruptedException {
        long age = System.nanoTime() - fetchedAt;
        if (known.isEmpty() || age > OFTEN.toNanos() || (wanted && age > SELDOM.toNanos())) {
            fetchedAt = System.nanoTime();
            wanted = false;
            fetch();
        }
    }

    /// What cannot be fetched or read changes nothing.
    private void fetch() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(address).timeout(TIME).build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                known = read(answer.body());
            }
        } catch (IOException | JoseException unreachable) {
            wanted = true;
        }
    }

    private static Map<String, VerificationKey> read(String json) throws JoseException {
        var keys = new HashMap<String, VerificationKey>();
        for (var one : new JsonWebKeySet(json).getJsonWebKeys()) {
            if (one.getKey() instanceof PublicKey key && known(one.getAlgorithm())) {
                keys.put(
                        one.getKeyId(),
                        new VerificationKey(one.getKeyId(), Algorithm.of(one.getAlgorithm()), key));
            }
        }
        return Map.copyOf(keys);
    }

    private static boolean known(String algorithm) {
        return algorithm.equals("ES256") || algorithm.equals("EdDSA");
    }
}
