package dev.carnet.auth.journey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// An OpenID provider on loopback that says whatever a test wants it to.
final class OtherIssuer implements AutoCloseable {

    static final String CLIENT = "carnet";

    private final HttpServer server;
    private final ECKey key;

    /// Whose account answers.
    volatile String subject = "subject-1";

    /// The key it publishes, if it is another one.
    volatile Optional<JWK> published = Optional.empty();

    volatile String nonce = "";
    volatile boolean namesItself;
    volatile UnaryOperator<JWTClaimsSet.Builder> bend = UnaryOperator.identity();
    volatile Function<JWTClaimsSet, String> sign = this::signed;

    /// The last request to the token endpoint.
    volatile String redeemed = "";

    volatile String authorization = "";

    OtherIssuer() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        serve("/.well-known/openid-configuration", this::metadata);
        serve("/jwks", this::keys);
        serve("/token", this::token);
        server.start();
    }

    private String keys() {
        return new JWKSet(published.orElse(key).toPublicJWK()).toString();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(String path, Supplier<String> answer) {
        server.createContext(
                path,
                exchange -> {
                    if (path.equals("/token")) {
                        read(exchange);
                    }
                    byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.getResponseHeaders().add("Cache-Control", "no-store");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    private void read(HttpExchange exchange) throws IOException {
        redeemed = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private String metadata() {
        return new JsonObject()
                .put("issuer", url())
                .put("authorization_endpoint", url() + "/authorize")
                .put("token_endpoint", url() + "/token")
                .put("jwks_uri", url() + "/jwks")
                .put("authorization_response_iss_parameter_supported", namesItself)
                .encode();
    }

    private String token() {
        Instant now = Instant.now();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject(subject)
                        .audience(CLIENT)
                        .claim("nonce", nonce)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)));
        return new JsonObject()
                .put("access_token", "x")
                .put("token_type", "Bearer")
                .put("id_token", sign.apply(bend.apply(claims).build()))
                .encode();
    }

    String signed(JWTClaimsSet claims) {
        return signed(claims, key);
    }

    static String signed(JWTClaimsSet claims, ECKey key) {
        try {
            var jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    ECKey key() {
        return key;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
