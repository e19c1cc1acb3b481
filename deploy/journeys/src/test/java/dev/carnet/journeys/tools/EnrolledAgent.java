package dev.carnet.journeys.tools;

import static dev.carnet.journeys.tools.Cast.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/// An agent with a key of its own, and no other secret.
record EnrolledAgent(Running running, String id, ECKey key) {

    /// What the agent and whoever asks it nothing were told.
    record Answer(int status, JsonNode body) {

        JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError(this);
            }
            return body;
        }
    }

    /// Registers an agent of the owner's and has it prove its key.
    static EnrolledAgent of(Running running, RestApi owner, ObjectNode registration)
            throws IOException, InterruptedException, JOSEException {
        String id = owner.post("/agents", registration).expect(201).path("id").asText();
        String challenge =
                owner.post("/agents/" + id + "/enrolment", object())
                        .expect(201)
                        .path("challenge")
                        .asText();
        var agent = new EnrolledAgent(running, id, new ECKeyGenerator(Curve.P_256).generate());
        agent.post(
                        "/agents/enrol",
                        object().put("agent_id", id)
                                .put("challenge", challenge)
                                .put("public_jwk", agent.key().toPublicJWK().toJSONString())
                                .put("assertion", agent.assertion(challenge)))
                .expect(200);
        return agent;
    }

    /// Asks for a passport with nothing but its key.
    JsonNode passport(ObjectNode wanted) throws IOException, InterruptedException, JOSEException {
        var asked = object().put("assertion", assertion("jti_" + UUID.randomUUID()));
        asked.set("passport", wanted.put("agent_id", id));
        return post("/passports/request", asked).expect(201);
    }

    private String assertion(String jti) throws JOSEException {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(id)
                        .subject(id)
                        .audience(running.issuer().toString())
                        .jwtID(jti)
                        .expirationTime(Date.from(Instant.now().plusSeconds(50)))
                        .build();
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    /// Posts below `/api/v1` of auth-server without any credential.
    Answer post(String path, ObjectNode body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(running.api() + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), Cast.JSON.readTree(answer.body()));
        }
    }
}
