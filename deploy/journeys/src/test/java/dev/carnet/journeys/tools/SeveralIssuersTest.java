package dev.carnet.journeys.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import dev.carnet.bench.person.Tokens;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two auth-servers of one issuer that share nothing but PostgreSQL. What must happen once happens
/// at one of them, and what one was told the other knows. A round that a busy machine left
/// undecided (503) says nothing.
@Tag("long")
class SeveralIssuersTest {

    private static final int ROUNDS = 200;
    private static final int CALLERS = 5;
    private static final int LOOKS = 200;
    private static final long PAUSE_NANOS = 50_000_000;
    private static final String CALLBACK = "http://127.0.0.1:9/callback";
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";
    private static final Pattern CODE = Pattern.compile("(?:^|&)code=([^&]+)");
    private static final List<RunningCarnet> RUNNING = new ArrayList<>();

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Plan two = Plan.onFreePorts(folder.resolve("home"), 1).withMoreAuthServers(1);
        String other = URI.create(two.authServers().getLast()).getAuthority();
        RUNNING.add(
                RunningCarnet.start(
                        two.with("CARNET_ALLOWED_HOSTS", other)
                                .with("CARNET_OWNER_EMAIL", WholeCarnet.OWNER)
                                .with("CARNET_OWNER_PASSWORD", WholeCarnet.password())));
    }

    @AfterAll
    static void stop() throws IOException {
        for (RunningCarnet one : RUNNING) {
            one.close();
        }
        RUNNING.clear();
    }

    private static Plan plan() {
        return RUNNING.getFirst().plan();
    }

    private static Person owner() {
        return new Person(URI.create(plan().issuer()), WholeCarnet.OWNER, WholeCarnet.password());
    }

    private static RestApi api() throws IOException, InterruptedException {
        Tokens tokens = owner().authorize(plan().issuer() + "/api/v1", EVERYTHING);
        return new RestApi(URI.create(plan().issuer()), tokens.access());
    }

    /// V1, V2, W2: on two nodes, whoever refreshes with one token gets the same successor.
    @Test
    void callers_at_both_end_on_one_successor() throws Exception {
        Tokens tokens = owner().authorize(plan().mcp(), "carnet:read");
        String token = tokens.refresh();
        int decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var form =
                    Map.of(
                            "grant_type",
                            "refresh_token",
                            "refresh_token",
                            token,
                            "client_id",
                            tokens.clientId());
            var successors = new HashSet<String>();
            var answers = everywhere(CALLERS, issuer -> post(issuer + "/token", form, ""));
            for (var answer : answers) {
                if (answer.statusCode() != 503) {
                    assertEquals(200, answer.statusCode(), "round " + round + answer.body());
                    successors.add(json(answer).path("refresh_token").asText());
                }
            }
            if (!successors.isEmpty()) {
                decided++;
                assertEquals(1, successors.size(), "round " + round);
                token = successors.iterator().next();
            }
        }
        assertTrue(decided > ROUNDS / 2, decided + " rounds were decided");
    }

    /// RFC 6749 §4.1.2, on two nodes: a code is redeemed once.
    @Test
    void a_code_counts_at_one() throws Exception {
        Person person = owner();
        String client = person.register();
        int decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
            var form =
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            code(person, client, verifier),
                            "code_verifier",
                            verifier,
                            "redirect_uri",
                            CALLBACK,
                            "client_id",
                            client);
            var statuses = statuses(everywhere(1, issuer -> post(issuer + "/token", form, "")));
            assertFalse(statuses.equals(List.of(200, 200)), "round " + round);
            if (!statuses.contains(503)) {
                decided++;
                assertEquals(List.of(200, 400), statuses, "round " + round);
            }
        }
        assertTrue(decided > ROUNDS / 2, decided + " rounds were decided");
    }

    /// V35, RFC 9449 §11.1, on two nodes: a proof counts at one of the token endpoints.
    @Test
    void a_proof_counts_at_one() throws Exception {
        var draft = Cast.object().put("client_name", "Bound").put("dpop_bound_access_tokens", true);
        draft.putArray("resources").add(plan().mcp());
        JsonNode client = api().post("/clients", draft).expect(201);
        var form =
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        client.path("client_id").asText(),
                        "client_secret",
                        client.path("client_secret").asText());
        Holder holder = Holder.fresh();
        int decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String proof = holder.proof("POST", plan().issuer() + "/token", "");
            var statuses = statuses(everywhere(1, issuer -> post(issuer + "/token", form, proof)));
            assertFalse(statuses.equals(List.of(200, 200)), "round " + round);
            if (!statuses.contains(503)) {
                decided++;
                assertEquals(List.of(200, 400), statuses, "round " + round);
            }
        }
        assertTrue(decided > ROUNDS / 2, decided + " rounds were decided");
    }

    /// (E3) what one was asked to revoke the other has heard of before the answer is given.
    @Test
    void what_one_revoked_the_other_refuses() throws Exception {
        RestApi api = api();
        var agent = Cast.object().put("name", "twice").put("description", "shown at both");
        agent.putArray("scopes").add("carnet:read");
        String id = api.post("/agents", agent).expect(201).path("id").asText();
        URI verify = URI.create(plan().authServers().getLast() + "/api/v1/passports/verify");
        for (int round = 0; round < ROUNDS / 4; round++) {
            JsonNode passport =
                    api.post("/passports", Cast.object().put("agent_id", id)).expect(201);
            var shown = Cast.object().put("token", passport.path("token").asText());
            for (int i = 0; i < LOOKS && !verdict(verify, shown); i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            assertTrue(verdict(verify, shown), "round " + round);
            var order = Cast.object().put("type", "passport");
            api.post("/revocations", order.put("id", passport.path("jti").asText())).expect(200);
            assertFalse(verdict(verify, shown), "round " + round);
        }
    }

    /// (E3) one that was paused while the other revoked something finds nothing active of it when
    /// it goes on.
    @Test
    void one_that_was_paused_says_of_nobody_revoked_that_they_count() throws Exception {
        RestApi api = api();
        var agent = Cast.object().put("name", "paused").put("description", "shown at both");
        String id = api.post("/agents", agent).expect(201).path("id").asText();
        URI verify = URI.create(plan().authServers().getLast() + "/api/v1/passports/verify");
        JsonNode passport = api.post("/passports", Cast.object().put("agent_id", id)).expect(201);
        var shown = Cast.object().put("token", passport.path("token").asText());
        for (int i = 0; i < LOOKS && !verdict(verify, shown); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertTrue(verdict(verify, shown));
        long pid = RUNNING.getFirst().description().pid("auth-server-2");
        signal(pid, "STOP");
        CompletableFuture<Boolean> asked;
        try {
            var order = Cast.object().put("type", "passport");
            api.post("/revocations", order.put("id", passport.path("jti").asText())).expect(200);
            asked =
                    CompletableFuture.supplyAsync(() -> {
                        try {
                            return verdict(verify, shown);
                        } catch (IOException | InterruptedException broken) {
                            throw new IllegalStateException(broken);
                        }
                    });
        } finally {
            signal(pid, "CONT");
        }
        assertFalse(asked.join());
        for (int i = 0; i < LOOKS / 4; i++) {
            assertFalse(verdict(verify, shown), "look " + i);
        }
    }

    private static void signal(long pid, String name) throws IOException, InterruptedException {
        assertEquals(
                0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
    }

    private boolean verdict(URI verify, JsonNode shown) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(verify)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(shown.toString()))
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        return answer.statusCode() == 200 && json(answer).path("active").asBoolean();
    }

    /// Makes the request that is due at one auth-server.
    private interface Due {
        HttpRequest at(String issuer);
    }

    /// Sends so many to each, all at once.
    private List<HttpResponse<String>> everywhere(int each, Due due) {
        var sent = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < each; i++) {
            for (String issuer : plan().authServers()) {
                sent.add(http.sendAsync(due.at(issuer), BodyHandlers.ofString()));
            }
        }
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private static List<Integer> statuses(List<HttpResponse<String>> answers) {
        return answers.stream().map(HttpResponse::statusCode).sorted().toList();
    }

    private static HttpRequest post(String url, Map<String, String> form, String proof) {
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encode(form)));
        return proof.isEmpty() ? request.build() : request.header("DPoP", proof).build();
    }

    private static String code(Person person, String client, String verifier)
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(verifier.getBytes(StandardCharsets.US_ASCII));
        var query =
                Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        client,
                        "redirect_uri",
                        CALLBACK,
                        "scope",
                        "carnet:read",
                        "resource",
                        plan().mcp(),
                        "code_challenge",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(hash),
                        "code_challenge_method",
                        "S256");
        URI first = URI.create(plan().issuer() + "/authorize?" + encode(query));
        String called = person.browse(first, CALLBACK).getQuery();
        Matcher code = CODE.matcher(called);
        if (!code.find()) {
            throw new IOException("no code in " + called);
        }
        return code.group(1);
    }

    private static String encode(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair ->
                        pair.getKey()
                                + "="
                                + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Cast.JSON.readTree(answer.body());
    }
}
