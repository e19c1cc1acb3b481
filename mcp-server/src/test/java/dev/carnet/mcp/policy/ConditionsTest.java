package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.Conditions.Compiled;
import dev.carnet.mcp.policy.Conditions.Flaw;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final String ARGUMENTS =
            """
            {"amount": 12, "price": 1.50, "huge": 99999999999999999999, "to": "anna@example.com",
             "path": "/srv/anna/notes", "tags": ["a", "b"], "none": null, "deep": {"x": [1, {"y": 2}]}}\
            """;

    @Test
    void reads_arguments_time_network_trust_and_caller() {
        for (String source :
                List.of(
                        "args.amount > 10 && args.amount < 12.5 && args.amount == 12.0",
                        "args.price == 1.5 && args.huge > 1000",
                        "args.none == null && !has(args.missing)",
                        "args.to.endsWith('@example.com') && args.to.matches('^[a-z]+@')",
                        "'a' in args.tags && args.tags.all(tag, tag.size() == 1)",
                        "args.deep.x[1].y == 2",
                        "now.getHours() == 12 && now.getHours('Europe/Berlin') == 13",
                        "now >= timestamp('2026-11-20T00:00:00Z')",
                        "network.address == '10.1.2.3' && network.address.within('10.0.0.0/8')",
                        "!network.address.within('2001:db8::/32')",
                        "trust.credential == 'access' && !trust.bound",
                        "caller.role == 'operator' && caller.agent == ''",
                        "'carnet:write' in caller.scopes && caller.actors.size() == 0",
                        "!args.path.startsWith('/srv/' + caller.person + '/')",
                        "tool.name == 'refund' && tool.upstream == 'shop' && tool.class == 'write'",
                        "tool.kind == 'tool' && caller.subject == caller.person")) {
            assertEquals(new Match.Fits(), match(source), source);
        }
    }

    @Test
    void says_what_is_wrong_and_where() {
        var expected =
                Map.of(
                        "args.amount >", new Flaw(1, 14, "mismatched input"),
                        "caller.rol == 'x'", new Flaw(1, 1, "undeclared reference"),
                        "args.a == 1 &&\n  nobody()", new Flaw(2, 9, "undeclared reference"),
                        "'a' + 1 == 'b'", new Flaw(1, 5, "no matching overload"),
                        "caller.role", new Flaw(1, 7, "expected type 'bool'"),
                        "args.x.matches('(')", new Flaw(1, 15, "missing closing )"),
                        "args.x.matches('a{1,900}')", new Flaw(1, 15, "too large"),
                        "network.address.within('10.0.0.0/99')", new Flaw(1, 23, "no network"),
                        "network.address.within('example.com')", new Flaw(1, 23, "no network"));
        expected.forEach((source, flaw) -> {
            Flaw found = flaws(source).getFirst();
            assertEquals(
                    List.of(flaw.line(), flaw.column()),
                    List.of(found.line(), found.column()),
                    () -> source + " " + found);
            assertTrue(found.text().contains(flaw.text()), found::text);
        });
    }

    @Test
    void refuses_what_is_too_long_or_too_deep() {
        String longOne = "args.a == '" + "x".repeat(Limits.CONDITION_CHARACTERS) + "'";
        assertTrue(
                flaws(longOne).getFirst().text().contains("size"), () -> flaws(longOne).toString());
        String deep = "(".repeat(100) + "true" + ")".repeat(100);
        assertTrue(
                flaws(deep).getFirst().text().contains("recursion"), () -> flaws(deep).toString());
    }

    @Test
    void no_evaluation_costs_more_than_its_limit() {
        ObjectNode many = Json.object();
        var list = many.putArray("list");
        for (int i = 0; i < 2_000; i++) {
            list.add(i);
        }
        many.put("text", "a".repeat(30_000));
        for (String source :
                List.of(
                        "args.list.all(x, x >= 0)",
                        "args.list.all(x, args.list.all(y, true))",
                        "[1,2,3,4,5,6,7,8].map(x, args.text + args.text).size() == 8",
                        "[1,2,3,4,5,6,7,8,9,10].all(x, args.text.matches('(a|aa)*'))",
                        "args.text.matches(args.text)")) {
            assertTrue(failure(source, many).matches(".*(budget|costs|program size).*"), source);
        }
        many.put("more", "a".repeat(Limits.CONDITION_ARGUMENTS));
        assertTrue(failure("args.text == ''", many).contains("too large"));
        assertTrue(
                failure("tool.name == args.text || 1/0 == 1", Ask.json("{'text': 'x'}"))
                        .contains("at character"));
    }

    private static String failure(String source, ObjectNode arguments) {
        var question = Ask.call(Ask.OPERATOR, Ask.REFUND, arguments.toString());
        return switch (fine(source).match(question)) {
            case Match.Failed failed -> failed.why();
            case Match other -> "no failure but " + other;
        };
    }

    private static Match match(String source) {
        return fine(source).match(Ask.call(Ask.OPERATOR, Ask.REFUND, ARGUMENTS));
    }

    private static Condition fine(String source) {
        return switch (Conditions.compile(source)) {
            case Compiled.Fine fine -> fine.condition();
            case Compiled.Wrong wrong -> throw new AssertionError(source + " " + wrong.flaws());
        };
    }

    private static List<Flaw> flaws(String source) {
        return switch (Conditions.compile(source)) {
            case Compiled.Fine fine -> throw new AssertionError(source + " was taken");
            case Compiled.Wrong wrong -> wrong.flaws();
        };
    }
}
