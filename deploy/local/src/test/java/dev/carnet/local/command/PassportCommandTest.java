package dev.carnet.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands for passports, against an issuer that wants a nonce in each proof.
class PassportCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSPORT = "a.b.c";

    /// A request as it came.
    private record Came(String path, JsonNode body, Optional<String> proof) {}

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Came> came = new CopyOnWriteArrayList<>();
    private HttpServer issuer;
    private String api = "";

    @BeforeEach
    void open() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", this::answer);
        issuer.start();
        api = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/api/v1";
        Files.writeString(
                folder.resolve("credentials.json"),
                "{\"issuer\":\"http://127.0.0.1:1\",\"client_id\":\"c\",\"resource\":\"%s\","
                                .formatted(api)
                        + "\"access_token\":\"t\",\"refresh_token\":\"r\",\"expires_at\":9999999999}");
    }

    @AfterEach
    void close() {
        issuer.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var proof = Optional.ofNullable(exchange.getRequestHeaders().getFirst("DPoP"));
        came.add(
                new Came(
                        exchange.getRequestURI().getPath(),
                        JSON.readTree(exchange.getRequestBody().readAllBytes()),
                        proof));
        boolean again = proof.filter(one -> claims(one).path("nonce").isMissingNode()).isPresent();
        exchange.getResponseHeaders().set("DPoP-Nonce", "n-1");
        String text = again ? "{\"detail\":\"The DPoP proof needs the nonce.\"}" : told(exchange);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(again ? 401 : 201, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String told(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/verify")) {
            return "{\"active\":false}";
        }
        return path.contains("/check")
                ? "{\"outcome\":\"flagged\",\"findings\":[{\"severity\":\"warning\",\"kind\":"
                        + "\"uncounted_calls\",\"detail\":\"seen: 3\\u001b[2J\"}],\"passport\":"
                        + "{\"jti\":\"psp_2\",\"expires_at\":\"later\",\"token\":\"p.q.r\"}}"
                : "{\"jti\":\"psp_1\",\"expires_at\":\"later\",\"token\":\"x.y.z\"}";
    }

    private static JsonNode claims(String proof) {
        try {
            var jwt = SignedJWT.parse(proof);
            assertEquals("dpop+jwt", jwt.getHeader().getType().getType());
            assertFalse(jwt.getHeader().getJWK().isPrivate());
            assertTrue(jwt.verify(new ECDSAVerifier(jwt.getHeader().getJWK().toECKey())));
            return JSON.readTree(jwt.getPayload().toString());
        } catch (ParseException | JOSEException | IOException wrong) {
            throw new AssertionError(proof, wrong);
        }
    }

    private int run(String... words) {
        return Carnet.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        Stream.concat(Stream.of("passport"), Stream.of(words))
                                .toArray(String[]::new));
    }

    private String key() {
        return folder.resolve("agent.jwk").toString();
    }

    private int issue(String... more) {
        return run(
                Stream.concat(
                                Stream.of("issue", "agt_1", "--home", folder.toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void prints_the_token_alone() {
        assertEquals(
                0,
                issue("--services", "mail:read,write files", "--intent", "sort", "--ttl", "60"),
                err::toString);
        assertEquals("x.y.z\n", out.toString());
        assertEquals(
                "{\"agent_id\":\"agt_1\",\"intent\":{\"summary\":\"sort\"},\"ttl_seconds\":60,"
                        + "\"services\":[{\"id\":\"mail\",\"scopes\":[\"read\",\"write\"]},"
                        + "{\"id\":\"files\"}]}",
                came.getFirst().body().toString());
        assertEquals(Optional.empty(), came.getFirst().proof());
    }

    @Test
    void binds_to_a_key_that_only_its_owner_reads() throws IOException {
        assertEquals(0, issue("--key", key()), err::toString);
        assertEquals(2, came.size(), "once more, with the nonce");
        JsonNode proof = claims(came.getLast().proof().orElseThrow());
        assertEquals("POST", proof.path("htm").asText());
        assertEquals(api + "/passports", proof.path("htu").asText());
        assertEquals("n-1", proof.path("nonce").asText());
        assertTrue(proof.path("ath").isMissingNode());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("agent.jwk"))));
        String made = Files.readString(folder.resolve("agent.jwk"));
        assertEquals(0, issue("--key", key()));
        assertEquals(made, Files.readString(folder.resolve("agent.jwk")), "the same key again");
        assertFalse((out.toString() + err).contains("\"d\""));
    }

    @Test
    void renews_with_the_key_it_is_bound_to() {
        issue("--key", key());
        assertEquals(
                0,
                run("refresh", PASSPORT, "--key", key(), "--home", folder.toString()),
                err::toString);
        assertEquals("/api/v1/passports/refresh", came.getLast().path());
        JsonNode proof = claims(came.getLast().proof().orElseThrow());
        assertEquals(sha256(PASSPORT), proof.path("ath").asText());
        assertNotEquals(
                claims(came.getFirst().proof().orElseThrow()).path("jti"), proof.path("jti"));
        assertEquals(
                1,
                run("refresh", PASSPORT, "--key", "/nowhere", "--home", folder.toString()),
                "renewing makes no key");
    }

    @Test
    void prints_a_proof_for_curl() throws IOException {
        issue("--key", key());
        out.getBuffer().setLength(0);
        assertEquals(
                0,
                run("proof", PASSPORT, "https://carnet.example/mcp?x=1", "--key", key()),
                err::toString);
        JsonNode proof = claims(out.toString().strip());
        assertEquals("https://carnet.example/mcp", proof.path("htu").asText());
        assertEquals("POST", proof.path("htm").asText());
        assertEquals(sha256(PASSPORT), proof.path("ath").asText());
        Files.writeString(folder.resolve("none.jwk"), "{\"kty\":\"oct\"}");
        assertEquals(
                1, run("proof", PASSPORT, api, "--key", folder.resolve("none.jwk").toString()));
        assertTrue(err.toString().contains("is no key"), err::toString);
    }

    @Test
    void declares_reports_and_verifies() {
        assertEquals(
                0,
                issue(
                        "--intent",
                        "sort",
                        "--declare",
                        "mail files",
                        "--checkpoint-interval",
                        "120"),
                err::toString);
        assertEquals(
                "{\"agent_id\":\"agt_1\",\"intent\":{\"summary\":\"sort\","
                        + "\"services\":[\"mail\",\"files\"]},\"checkpoint_interval_seconds\":120}",
                came.getLast().body().toString());
        out.getBuffer().setLength(0);
        String[] said = {"--used", "mail", "--actions", "2", "--summary", "did it"};
        assertEquals(0, on("checkpoint", said), err::toString);
        assertEquals("p.q.r\n", out.toString(), "the next passport alone");
        assertEquals("/api/v1/passports/checkpoint", came.getLast().path());
        assertEquals(
                "{\"token\":\"a.b.c\",\"summary\":\"did it\",\"actions_count\":2,"
                        + "\"services_used\":[\"mail\"]}",
                came.getLast().body().toString());
        assertTrue(err.toString().contains("warning: uncounted_calls, seen: 3"), err::toString);
        assertFalse(err.toString().contains("\u001b"), "nothing moves the cursor");
        assertEquals(0, on("checkout", said), err::toString);
        assertEquals("/api/v1/passports/checkout", came.getLast().path());
        assertEquals(1, on("verify"), "it does not count");
    }

    private int on(String command, String... more) {
        return run(
                Stream.concat(
                                Stream.of(command, PASSPORT, "--home", folder.toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static String sha256(String text) {
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
