package dev.carnet.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.verifier.Verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CallVerifierTest {

    private static final String ARGUMENTS = "{\"to\":\"anna\",\"amount\":10}";

    private final Issuer issuer = new Issuer();
    private final CallVerifier verifier =
            new CallVerifier(
                    issuer.published(),
                    Issuer.MCP,
                    Issuer.SERVER,
                    "ws_1",
                    new UsedInMemory(100, Issuer.CLOCK),
                    Issuer.CLOCK);

    private Verdict<CallPassport> verdict(Map<String, Object> claims) {
        return verifier.verify(issuer.sign("carnet-call+jwt", claims), "transfer", ARGUMENTS);
    }

    private static Reason reason(Verdict<?> verdict) {
        return assertInstanceOf(Verdict.Refused.class, verdict, verdict.toString()).reason();
    }

    @Test
    void tells_who_calls_and_what_the_call_rests_on() throws Rejected {
        var valid = assertInstanceOf(Verdict.Valid.class, verdict(Issuer.call(ARGUMENTS)));
        CallPassport call = (CallPassport) valid.token();
        assertEquals("prs_1", call.subject());
        assertEquals(List.of("agt_1", "agt_0"), call.actors());
        assertEquals("7/rul_1", call.policy().orElseThrow());
        assertEquals("gat_1", call.gate().orElseThrow());
        assertEquals(42, call.entry());
    }

    @Test
    void counts_once_however_often_it_comes() throws Rejected {
        String token = issuer.sign("carnet-call+jwt", Issuer.call(ARGUMENTS));
        assertInstanceOf(Verdict.Valid.class, verifier.verify(token, "transfer", ARGUMENTS));
        assertEquals(Reason.USED, reason(verifier.verify(token, "transfer", ARGUMENTS)));
    }

    /// C2: of many who come with the same one at the same time, one is let through.
    @Test
    void counts_once_however_many_come_with_it_at_once() throws Exception {
        for (int round = 0; round < 50; round++) {
            var claims = Issuer.call(ARGUMENTS);
            claims.put("jti", "cps_" + round);
            String token = issuer.sign("carnet-call+jwt", claims);
            Callable<Boolean> use =
                    () -> verifier.verify(token, "transfer", ARGUMENTS) instanceof Verdict.Valid;
            try (var threads = Executors.newFixedThreadPool(4)) {
                int served = 0;
                for (var one : threads.invokeAll(Collections.nCopies(4, use))) {
                    served += one.get() ? 1 : 0;
                }
                assertEquals(1, served);
            }
        }
    }

    private static final byte[] BODY = "{ \"to\": \"anna\" }".getBytes(StandardCharsets.UTF_8);

    private Verdict<CallPassport> request(String token, String method, String target, byte[] body) {
        return verifier.verifyRequest(token, method, target, body);
    }

    private String ofRequest(Map<String, Object> request) throws Rejected {
        var claims = Issuer.call(ARGUMENTS);
        claims.put("request", request);
        return issuer.sign("carnet-call+jwt", claims);
    }

    private static Map<String, Object> made() {
        return Map.of(
                "method",
                "POST",
                "target",
                "/v1/pay?dry=false",
                "body_sha256",
                Arguments.sha256(BODY));
    }

    /// C2: at a service without tools it counts for the request that was made, and once.
    @Test
    void counts_for_one_http_request() throws Rejected {
        String token = ofRequest(made());
        String target = "/v1/pay?dry=false";
        byte[] other = "{}".getBytes(StandardCharsets.UTF_8);
        assertEquals(Reason.REQUEST, reason(request(token, "PUT", target, BODY)));
        assertEquals(Reason.REQUEST, reason(request(token, "POST", "/v1/pay?dry=true", BODY)));
        assertEquals(Reason.ARGUMENTS, reason(request(token, "POST", target, other)));
        assertEquals(Reason.ARGUMENTS, reason(request(token, "POST", target, new byte[0])));
        assertInstanceOf(Verdict.Valid.class, request(token, "POST", target, BODY));
        assertEquals(Reason.USED, reason(request(token, "POST", target, BODY)));
    }

    /// C2: what is for a tool is for no request, and the other way round.
    @Test
    void tools_and_requests_are_not_mistaken_for_each_other() throws Rejected {
        assertEquals(
                Reason.VERSION, reason(verifier.verify(ofRequest(made()), "transfer", ARGUMENTS)));
        String tool = issuer.sign("carnet-call+jwt", Issuer.call(ARGUMENTS));
        assertEquals(Reason.MALFORMED, reason(request(tool, "POST", "/v1/pay?dry=false", BODY)));
        String more =
                ofRequest(Map.of("method", "POST", "target", "/", "body_sha256", "", "host", "x"));
        assertEquals(Reason.VERSION, reason(request(more, "POST", "/", BODY)));
    }

    @Test
    void what_is_refused_for_its_arguments_is_not_used_up() throws Rejected {
        String token = issuer.sign("carnet-call+jwt", Issuer.call(ARGUMENTS));
        String more = ARGUMENTS.replace("10", "1000");
        assertEquals(Reason.ARGUMENTS, reason(verifier.verify(token, "transfer", more)));
        assertEquals(Reason.TOOL, reason(verifier.verify(token, "close", ARGUMENTS)));
        assertInstanceOf(Verdict.Valid.class, verifier.verify(token, "transfer", ARGUMENTS));
    }

    @Test
    void refuses_what_is_for_others_over_or_too_long() throws Rejected {
        var elsewhere = Issuer.call(ARGUMENTS);
        elsewhere.put("aud", "https://other.example/mcp");
        assertEquals(Reason.NOT_FOR_US, reason(verdict(elsewhere)));
        var theirs = Issuer.call(ARGUMENTS);
        Issuer.own(theirs).put("ws", "ws_2");
        assertEquals(Reason.NOT_FOR_US, reason(verdict(theirs)));
        var over = Issuer.timed(Issuer.call(ARGUMENTS), -60, 0);
        assertEquals(Reason.TIME, reason(verdict(over)));
        var long_ = Issuer.timed(Issuer.call(ARGUMENTS), 0, 61);
        assertEquals(Reason.TIME, reason(verdict(long_)));
        String foreign = new Issuer().sign("carnet-call+jwt", Issuer.call(ARGUMENTS));
        assertEquals(Reason.SIGNATURE, reason(verifier.verify(foreign, "transfer", ARGUMENTS)));
        String other = issuer.sign("carnet-assertion+jwt", Issuer.call(ARGUMENTS));
        assertEquals(Reason.MALFORMED, reason(verifier.verify(other, "transfer", ARGUMENTS)));
        var later = Issuer.call(ARGUMENTS);
        Issuer.own(later).put("v", 2);
        assertEquals(Reason.VERSION, reason(verdict(later)));
    }

    @Test
    void remembers_no_more_than_it_may_and_then_lets_nothing_through() {
        var used = new UsedInMemory(2, Issuer.CLOCK);
        assertTrue(used.first("a", Issuer.NOW.plusSeconds(60)));
        assertTrue(used.first("b", Issuer.NOW.plusSeconds(60)));
        assertFalse(used.first("c", Issuer.NOW.plusSeconds(60)));
        assertFalse(used.first("a", Issuer.NOW.plusSeconds(60)));
    }

    @Test
    void forgets_what_counts_no_more_for_what_does() {
        var later = Clock.fixed(Issuer.NOW.plusSeconds(61), ZoneOffset.UTC);
        var used = new UsedInMemory(1, later);
        assertTrue(used.first("a", Issuer.NOW.plusSeconds(60)));
        assertTrue(used.first("b", Issuer.NOW.plusSeconds(120)));
        assertFalse(used.first("c", Issuer.NOW.plusSeconds(120)));
    }

    /// RFC 8785 §3.2: one digest for every way to write the same, and another for anything else.
    @Test
    void arguments_have_one_digest_whatever_they_look_like() throws Rejected {
        assertEquals(
                Arguments.sha256("{\"a\":[1.50,100,1e2,-0.0],\"b\":\"\\u00e9\\u000F\"}"),
                Arguments.sha256("{ \"b\" : \"é\\u000f\", \"a\":[1.5,1E2,100.0,0]}"));
        assertFalse(
                Arguments.sha256("{\"a\":9007199254740992}")
                        .equals(Arguments.sha256("{\"a\":9007199254740993}")));
        assertEquals(
                Arguments.sha256("{\"a\":1e2147483647}"),
                Arguments.sha256("{\"a\":1E+2147483647}"));
        for (String wrong :
                List.of(
                        "[]",
                        "{",
                        "{}x",
                        "{\"a\":1,\"a\":1}",
                        "{a:1}",
                        "{\"a\":NaN}",
                        "",
                        "{\"a\":100e2147483647}",
                        "{\"a\":\"\\ud800\"}")) {
            assertEquals(
                    Reason.ARGUMENTS,
                    assertThrows(Rejected.class, () -> Arguments.sha256(wrong), wrong).reason());
        }
    }
}
