package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.tool.ToolClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RulesTest {

    private static final String ALLOW = "{'id': 'a', 'effect': 'allow'}";
    private static final String DENY = "{'id': 'd', 'effect': 'deny'}";
    private static final String LARGE =
            "{'id': 'large', 'priority': 5, 'effect': 'approve', 'when': 'args.amount > 100'}";

    /// W5: without any rule whatever changes something is refused and not listed; only reading is
    /// allowed, and what Carnet itself offers to those who have role and scope.
    @Test
    void without_rules_an_upstream_may_only_be_read() {
        assertEquals(Effect.ALLOW, effect(Rules.NONE, Ask.LOOKUP));
        assertEquals(Effect.DENY, effect(Rules.NONE, Ask.REFUND));
        assertEquals(Effect.DENY, effect(Rules.NONE, refund(ToolClass.DESTRUCTIVE)));
        assertEquals(Effect.ALLOW, effect(Rules.NONE, Ask.WHOAMI));
        assertEquals(Effect.DENY, Rules.NONE.judge(Ask.list(Ask.OPERATOR, Ask.REFUND)).effect());
    }

    @Test
    void the_highest_priority_decides_and_in_it_the_strictest() {
        String high = "{'id': 'h', 'priority': 9, 'effect': 'allow'}";
        String confirm = "{'id': 'c', 'priority': 9, 'effect': 'confirm'}";
        assertEquals(Effect.ALLOW, effect(Ask.rules(DENY, high), Ask.REFUND));
        assertEquals(Effect.CONFIRM, effect(Ask.rules(DENY, high, confirm), Ask.REFUND));
        assertEquals(Effect.DENY, effect(Ask.rules(DENY, ALLOW), Ask.REFUND));
    }

    @Test
    void a_rule_about_somebody_else_or_something_else_does_not_count() {
        for (String rule :
                List.of(
                        "'who': {'roles': ['owner']}",
                        "'who': {'people': ['usr_ben']}",
                        "'who': {'agents': ['agt_bot']}",
                        "'who': {'clients': ['cl_other']}",
                        "'who': {'keys': ['key_1']}",
                        "'who': {'credentials': ['passport']}",
                        "'who': {'scopes': ['carnet:operate']}",
                        "'who': {'intents': ['tidy up']}",
                        "'who': {'actors': ['cl_desk']}",
                        "'who': {'services': ['srv_shop']}",
                        "'when': 'caller.services.size() == 2'",
                        "'who': {'toolsets': ['office']}",
                        "'which': {'upstreams': ['sho']}",
                        "'which': {'tools': ['refund2']}",
                        "'which': {'classes': ['read']}",
                        "'which': {'kinds': ['prompt']}",
                        "'which': {'built_in': true}",
                        "'when': 'args.amount > 100'",
                        "'enabled': false")) {
            var rules = Ask.rules("{'id': 'r', 'effect': 'allow', " + rule + "}");
            assertEquals(Effect.DENY, effect(rules, Ask.REFUND), rule);
        }
    }

    @Test
    void a_rule_counts_when_everything_it_names_is_so() {
        for (String rule :
                List.of(
                        "'who': {'roles': ['owner', 'operator']}",
                        "'who': {'people': ['usr_anna']}",
                        "'who': {'agents': ['agt_bot']}",
                        "'who': {'credentials': ['passport']}",
                        "'who': {'scopes': ['carnet:read', 'carnet:operate']}",
                        "'who': {'intents': ['tidy up']}",
                        "'who': {'toolsets': ['office']}",
                        "'which': {'upstreams': ['shop'], 'tools': ['refund']}",
                        "'which': {'upstreams': ['*'], 'tools': ['*']}",
                        "'which': {'classes': ['write', 'destructive'], 'built_in': false}",
                        "'which': {'kinds': ['tool']}",
                        "'when': 'args.amount <= 100'")) {
            var rules = Ask.rules("{'id': 'r', 'effect': 'allow', " + rule + "}");
            var ruling = rules.judge(Ask.call(Ask.AGENT, Ask.REFUND, "{\"amount\": 7}"));
            assertEquals(Effect.ALLOW, ruling.effect(), rule);
            assertEquals("r", ruling.ruleId(), rule);
        }
    }

    @Test
    void a_condition_that_cannot_be_evaluated_denies_and_says_why() {
        var rules = Ask.rules(ALLOW, LARGE);
        for (String arguments : List.of("{}", "{\"amount\": \"7\"}", "{\"amount\": null}")) {
            var heard = new ArrayList<Considered>();
            var ruling = rules.judge(Ask.call(Ask.OPERATOR, Ask.REFUND, arguments), heard::add);
            assertEquals(Effect.DENY, ruling.effect(), arguments);
            assertEquals("condition_failed", ruling.why());
            assertEquals("large", ruling.ruleId());
            assertTrue(heard.getFirst().match() instanceof Match.Failed, arguments);
        }
    }

    @Test
    void what_is_not_known_of_the_network_denies() {
        var rules =
                Ask.rules(
                        """
                        {'id': 'r', 'effect': 'allow',
                         'when': 'network.address.within("10.0.0.0/8")'}\
                        """
                                .replace("\"", "\\\""));
        var near = Ask.call(Ask.OPERATOR, Ask.REFUND, "{}");
        assertEquals(Effect.ALLOW, rules.judge(near).effect());
        assertEquals(Effect.DENY, rules.judge(at(near, Optional.of("11.1.2.3"))).effect());
        assertEquals(Effect.DENY, rules.judge(at(near, Optional.of("::1"))).effect());
        assertEquals(Effect.DENY, rules.judge(at(near, Optional.empty())).effect());
    }

    @Test
    void a_list_shows_what_some_arguments_would_be_let_through_with() {
        assertEquals(Effect.APPROVE, listed(Ask.rules(LARGE)).effect());
        assertEquals(List.of("arguments"), listed(Ask.rules(LARGE)).needs());
        String small =
                "{'id': 'small', 'priority': 5, 'effect': 'deny', 'when': 'args.amount < 5'}";
        assertEquals(Effect.ALLOW, listed(Ask.rules(ALLOW, small)).effect());
        assertEquals(Effect.DENY, listed(Ask.rules(small)).effect());
        String never = "{'id': 'never', 'priority': 5, 'effect': 'deny'}";
        assertEquals(Effect.DENY, listed(Ask.rules(LARGE, never)).effect());
    }

    /// G5: servers and tools whose names put together are the same text, and names with separators
    /// in them, are never taken for each other.
    @Test
    void names_that_read_the_same_together_are_different_things() {
        var names = List.of("a", "b", "a.b", "a:b", "a/b", "a__b", "ab", "", "a\"b", "*", "a*");
        for (String upstream : names) {
            for (String tool : names) {
                if (upstream.isEmpty()
                        || tool.isEmpty()
                        || upstream.equals("*")
                        || tool.equals("*")) {
                    continue;
                }
                var rule = Ask.json("{'id': 'r', 'effect': 'allow', 'which': {}}");
                rule.withObject("/which").putArray("upstreams").add(upstream);
                rule.withObject("/which").putArray("tools").add(tool);
                var document = Ask.json("{'rules': []}");
                document.withArray("/rules").add(rule);
                var rules = PolicyReader.kept(document, 1).rules();
                for (String other : names) {
                    for (String thing : names) {
                        var target = new Target(Optional.of(other), thing, ToolClass.WRITE, "tool");
                        boolean same = other.equals(upstream) && thing.equals(tool);
                        assertEquals(
                                same ? Effect.ALLOW : Effect.DENY,
                                effect(rules, target),
                                () -> upstream + " " + tool + " and " + target);
                    }
                }
            }
        }
    }

    private static Target refund(ToolClass tier) {
        return new Target(Optional.of("shop"), "refund", tier, "tool");
    }

    private static Question at(Question question, Optional<String> address) {
        return new Question(
                question.who(),
                question.what(),
                question.now(),
                address,
                question.bound(),
                question.arguments());
    }

    private static Ruling listed(Rules rules) {
        return rules.judge(Ask.list(Ask.OPERATOR, Ask.REFUND));
    }

    private static Effect effect(Rules rules, Target what) {
        return rules.judge(Ask.call(Ask.OPERATOR, what, "{\"amount\": 7}")).effect();
    }
}
