package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.ToolClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Policies and questions of a small world, in which random rules often fit.
final class RandomRules {

    private static final List<String> EFFECTS = List.of("allow", "confirm", "approve", "deny");
    private static final List<String> UPSTREAMS = List.of("shop", "mail", "*");
    private static final List<String> TOOLS = List.of("refund", "lookup", "send", "*");
    private static final List<String> CONDITIONS =
            List.of(
                    "args.amount > 50",
                    "has(args.amount) && args.amount > 50",
                    "args.to.endsWith('@example.com')",
                    "size(args) == 0",
                    "now.getHours() >= 9",
                    "network.address.within('10.0.0.0/8')",
                    "caller.agent != ''",
                    "caller.agent == '' || args.amount < 5",
                    "tool.class == 'write' && trust.credential == 'passport'",
                    "trust.bound");
    private static final List<String> ARGUMENTS =
            List.of(
                    "{}",
                    "{'amount': 7}",
                    "{'amount': 70, 'to': 'ben@example.com'}",
                    "{'amount': 'much', 'to': 3}",
                    "{'to': 'eve@elsewhere.net'}");

    private final Random random;

    RandomRules(long seed) {
        this.random = new Random(seed);
    }

    /// Rules with the ids r0, r1, …
    List<ObjectNode> rules() {
        var rules = new ArrayList<ObjectNode>();
        int count = random.nextInt(7);
        for (int i = 0; i < count; i++) {
            rules.add(rule("r" + i, one(EFFECTS)));
        }
        return rules;
    }

    ObjectNode rule(String id, String effect) {
        var rule = Json.object().put("id", id).put("effect", effect);
        rule.put("priority", random.nextInt(3));
        var who = rule.putObject("who");
        if (some()) {
            who.putArray("roles").add(one(List.of("operator", "admin")));
        }
        if (some()) {
            who.putArray("agents").add("agt_bot");
        }
        if (some()) {
            who.putArray("toolsets").add("office");
        }
        var which = rule.putObject("which");
        if (some()) {
            which.putArray("upstreams").add(one(UPSTREAMS));
        }
        if (some()) {
            which.putArray("tools").add(one(TOOLS));
        }
        if (some()) {
            which.putArray("classes").add(one(List.of("read", "write", "destructive")));
        }
        if (random.nextBoolean()) {
            rule.put("when", one(CONDITIONS));
        }
        return rule;
    }

    Question call() {
        var upstream =
                Optional.of(one(List.of("shop", "mail"))).filter(one -> random.nextInt(5) > 0);
        var what =
                new Target(
                        upstream,
                        one(List.of("refund", "lookup", "send")),
                        one(List.of(ToolClass.values())),
                        "tool");
        return new Question(
                one(List.of(Ask.OPERATOR, Ask.AGENT)),
                what,
                Ask.NOON.minus(Duration.ofHours(random.nextInt(6))),
                one(List.of(Optional.of("10.9.8.7"), Optional.of("192.0.2.1"), Optional.empty())),
                one(List.of(Optional.of(true), Optional.of(false), Optional.empty())),
                Optional.of(Ask.json(one(ARGUMENTS))));
    }

    /// The same question when a list is made.
    static Question listing(Question call) {
        return new Question(
                call.who(),
                call.what(),
                call.now(),
                call.address(),
                call.bound(),
                Optional.empty());
    }

    static Rules read(List<ObjectNode> rules) {
        var document = Json.object();
        document.putArray("rules").addAll(rules);
        return PolicyReader.kept(document, 1).rules();
    }

    Random random() {
        return random;
    }

    private boolean some() {
        return random.nextInt(3) == 0;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
