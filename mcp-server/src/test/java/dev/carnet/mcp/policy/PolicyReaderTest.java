package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.Allowance.Dimension;
import dev.carnet.mcp.policy.Allowance.Span;
import dev.carnet.mcp.tool.Demand.Kind;
import dev.carnet.shared.rest.Problem.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {

    @Test
    void reads_everything_there_is() {
        var policy =
                Ask.policy(
                        """
                        {'rules': [{'id': 'refunds', 'priority': 7,
                          'who': {'roles': ['operator']},
                          'which': {'upstreams': ['shop'], 'tools': ['refund'],
                                    'classes': ['write'], 'kinds': ['tool']},
                          'when': 'args.amount > 100', 'effect': 'approve',
                          'reason': 'Why', 'consequences': 'What',
                          'gate': {'approvers': ['admin'], 'quorum': 2, 'within_seconds': 3600,
                                   'escalate_after_seconds': 600, 'escalate_to': ['owner']}},
                         {'id': 'off', 'enabled': false, 'effect': 'deny'}],
                         'limits': [{'id': 'calls', 'each': ['agent', 'tool'], 'calls': 100,
                                     'per': 'hour', 'which': {'built_in': false}}]}\
                        """);
        assertEquals(1, policy.rules().all().size());
        Rule rule = policy.rules().all().getFirst();
        assertEquals(
                new GateTerms(
                        Set.of("admin"),
                        2,
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        Set.of("owner")),
                rule.gate());
        Allowance limit = policy.limits().getFirst();
        assertEquals(Set.of(Dimension.AGENT, Dimension.TOOL), limit.each());
        assertEquals(100, limit.calls());
        assertEquals(Span.HOUR, limit.per());
        assertEquals(0, Ask.policy("{}").rules().all().size());
    }

    @Test
    void names_every_mistake_by_its_place() {
        var wrong =
                Map.ofEntries(
                        Map.entry("[]", ""),
                        Map.entry("{'rule': []}", "/rule"),
                        Map.entry("{'rules': {}}", "/rules"),
                        Map.entry("{'rules': [1]}", "/rules/0"),
                        Map.entry(
                                "{'filters': [{'id': 'f', 'size': 'redact'}]}", "/filters/0/size"),
                        Map.entry(
                                "{'filters': [{'id': 'f', 'max_characters': 9, 'size': 'cut'}]}",
                                "/filters/0/size"),
                        Map.entry(rule("'id': 'A'"), "/rules/0/id"),
                        Map.entry(rule("'id': 'default'"), "/rules/0/id"),
                        Map.entry(rule("'effect': 'permit'"), "/rules/0/effect"),
                        Map.entry(rule("'priority': -1"), "/rules/0/priority"),
                        Map.entry(rule("'priority': 1.5"), "/rules/0/priority"),
                        Map.entry(rule("'enabled': 'yes'"), "/rules/0/enabled"),
                        Map.entry(rule("'who': []"), "/rules/0/who"),
                        Map.entry(rule("'who': {'role': []}"), "/rules/0/who/role"),
                        Map.entry(rule("'who': {'roles': ['king']}"), "/rules/0/who/roles/0"),
                        Map.entry(
                                rule("'who': {'scopes': ['carnet:fly']}"), "/rules/0/who/scopes/0"),
                        Map.entry(
                                rule("'who': {'agents': ['agt_1', 'agt_1']}"),
                                "/rules/0/who/agents/1"),
                        Map.entry(
                                rule("'which': {'classes': ['evil']}"), "/rules/0/which/classes/0"),
                        Map.entry(rule("'which': {'tools': 'x'}"), "/rules/0/which/tools"),
                        Map.entry(
                                rule("'which': {'built_in': true, 'upstreams': ['shop']}"),
                                "/rules/0/which/built_in"),
                        Map.entry(rule("'when': 'args.'"), "/rules/0/when"),
                        Map.entry(rule("'when': 7"), "/rules/0/when"),
                        Map.entry(rule("'reason': ['x']"), "/rules/0/reason"),
                        Map.entry(rule("'gate': {}"), "/rules/0/gate"),
                        Map.entry(
                                rule("'effect': 'approve', 'gate': {'quorum': 0}"),
                                "/rules/0/gate/quorum"),
                        Map.entry(
                                rule("'effect': 'approve', 'gate': {'approvers': ['bob']}"),
                                "/rules/0/gate/approvers/0"),
                        Map.entry(
                                rule("'effect': 'approve', 'gate': {'escalate_to': ['owner']}"),
                                "/rules/0/gate/escalate_to"),
                        Map.entry(
                                rule(
                                        "'effect': 'confirm', 'which': {'kinds': ['prompt',"
                                                + " 'completion']}"),
                                "/rules/0/which"),
                        Map.entry(limit("'calls': -1"), "/limits/0/calls"),
                        Map.entry(limit("'per': 'week'"), "/limits/0/per"),
                        Map.entry(limit("'each': ['planet']"), "/limits/0/each/0"),
                        Map.entry("{'limits': [{'id': 'l', 'per': 'day'}]}", "/limits/0/calls"),
                        Map.entry(
                                "{'filters': [{'id': 'f', 'secrets': 'hide'}]}",
                                "/filters/0/secrets"),
                        Map.entry(
                                "{'filters': [{'id': 'f', 'max_characters': 0}]}",
                                "/filters/0/max_characters"));
        wrong.forEach((document, pointer) -> {
            var errors = errors(document);
            assertEquals(pointer, errors.getFirst().pointer(), document);
            assertEquals(1, errors.size(), document);
        });
    }

    @Test
    void says_all_mistakes_at_once_and_refuses_what_is_there_twice() {
        var errors =
                errors(
                        """
                        {'rules': [{'id': 'one', 'effect': 'deny', 'when': 'nobody'},
                                   {'id': 'one', 'effect': 'deny'}, {'id': 'two'}],
                         'limits': [{'id': 'two', 'calls': 1, 'per': 'day'}]}\
                        """);
        assertEquals(
                List.of("/rules/0/when", "/rules/1/id", "/rules/2/effect", "/limits/0/id"),
                errors.stream().map(FieldError::pointer).toList());
        assertTrue(errors.getFirst().detail().startsWith("line 1, column 1: undeclared"));
    }

    @Test
    void refuses_more_rules_than_the_limit() {
        ObjectNode document = Json.object();
        var rules = document.putArray("rules");
        for (int i = 0; i <= Limits.POLICY_RULES; i++) {
            rules.addObject().put("id", "r" + i).put("effect", "deny");
        }
        assertEquals(
                "/rules",
                ((PolicyReader.Read.Wrong) PolicyReader.read(document))
                        .errors()
                        .getFirst()
                        .pointer());
        rules.remove(0);
        assertTrue(PolicyReader.read(document) instanceof PolicyReader.Read.Fine);
    }

    /// A policy that was kept and cannot be read any more denies everything, rather than nothing.
    @Test
    void what_cannot_be_read_any_more_denies_everything() {
        assertThrows(
                IllegalStateException.class,
                () -> PolicyReader.kept(Ask.json("{'rules': 'none'}"), 3));
        for (String text : List.of("{\"rules\": 1}", "not json", "[]")) {
            var policy = new PolicyStore.Kept("ws", 3, text).policy();
            assertEquals(3, policy.version());
            for (Target target : List.of(Ask.LOOKUP, Ask.WHOAMI)) {
                assertEquals(
                        Effect.DENY,
                        policy.rules().judge(Ask.call(Ask.OPERATOR, target, "{}")).effect());
            }
        }
    }

    /// H5, H6: eight hours to confirm; a day to approve, and after eight hours of it owners and
    /// admins are asked, too.
    @Test
    void a_gate_that_names_no_times_has_the_default_ones() {
        GateTerms plain = gate("");
        assertEquals(Duration.ofHours(24), plain.expires(Kind.APPROVE));
        assertEquals(Duration.ofHours(8), plain.escalates(Kind.APPROVE));
        assertEquals(Set.of("owner", "admin"), plain.escalatesTo(Kind.APPROVE));
        assertEquals(Duration.ofHours(8), plain.expires(Kind.CONFIRM));
        assertEquals(Duration.ZERO, plain.escalates(Kind.CONFIRM));
        assertEquals(Set.of(), plain.escalatesTo(Kind.CONFIRM));
        GateTerms longer = gate("'gate': {'approvers': ['operator'], 'within_seconds': 172800},");
        assertEquals(Duration.ofHours(8), longer.escalates(Kind.APPROVE));
        GateTerms own =
                gate("'gate': {'escalate_after_seconds': 600, 'escalate_to': ['operator']},");
        assertEquals(Duration.ofMinutes(10), own.escalates(Kind.APPROVE));
        assertEquals(Set.of("operator"), own.escalatesTo(Kind.APPROVE));
    }

    /// H6: what expires before the eight hours are over is told to nobody else.
    @Test
    void a_gate_that_expires_sooner_than_the_default_does_not_escalate() {
        GateTerms soon = gate("'gate': {'within_seconds': 28800},");
        assertEquals(Duration.ofHours(8), soon.expires(Kind.APPROVE));
        assertEquals(Duration.ZERO, soon.escalates(Kind.APPROVE));
        assertEquals(Set.of(), soon.escalatesTo(Kind.APPROVE));
    }

    private static GateTerms gate(String gate) {
        return Ask.policy("{'rules': [{'id': 'r', " + gate + " 'effect': 'approve'}]}")
                .rules()
                .all()
                .getFirst()
                .gate();
    }

    private static String rule(String members) {
        String id = members.contains("'id'") ? "" : "'id': 'r', ";
        String effect = members.contains("'effect'") ? "" : "'effect': 'deny', ";
        return "{'rules': [{" + id + effect + members + "}]}";
    }

    private static String limit(String members) {
        String calls = members.contains("'calls'") ? "" : "'calls': 1, ";
        String per = members.contains("'per'") ? "" : "'per': 'day', ";
        return "{'limits': [{'id': 'l', " + calls + per + members + "}]}";
    }

    private static List<FieldError> errors(String document) {
        try {
            return switch (PolicyReader.read(Json.MAPPER.readTree(document.replace('\'', '"')))) {
                case PolicyReader.Read.Wrong wrong -> wrong.errors();
                case PolicyReader.Read.Fine fine ->
                        throw new AssertionError(document + " was fine");
            };
        } catch (java.io.IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
