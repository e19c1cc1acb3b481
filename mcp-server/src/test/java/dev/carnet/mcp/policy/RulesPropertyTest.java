package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for all rules and all questions, over random ones of a small world.
class RulesPropertyTest {

    private static final int QUESTIONS = 40;

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void another_rule_that_denies_never_lets_more_through(long seed) {
        var world = new RandomRules(seed);
        var rules = world.rules();
        var stricter = new ArrayList<>(rules);
        stricter.add(world.random().nextInt(rules.size() + 1), world.rule("more", "deny"));
        Rules before = RandomRules.read(rules);
        Rules after = RandomRules.read(stricter);
        for (int i = 0; i < QUESTIONS; i++) {
            Question call = world.call();
            assertFalse(
                    before.judge(call).effect().stricterThan(after.judge(call).effect()),
                    () -> "seed " + seed + ": " + stricter + " and " + call);
            Question list = RandomRules.listing(call);
            boolean listed = before.judge(list).effect() != Effect.DENY;
            assertTrue(listed || after.judge(list).effect() == Effect.DENY, () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_order_of_the_document_means_nothing(long seed) {
        var world = new RandomRules(seed);
        var rules = world.rules();
        var shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, world.random());
        Rules before = RandomRules.read(rules);
        Rules after = RandomRules.read(shuffled);
        for (int i = 0; i < QUESTIONS; i++) {
            Question call = world.call();
            assertEquals(answer(before, call), answer(after, call), () -> "seed " + seed);
            Question list = RandomRules.listing(call);
            assertEquals(answer(before, list), answer(after, list), () -> "seed " + seed);
        }
    }

    /// G4: whatever may be called, with or without somebody's agreement, is listed; so what is not
    /// listed cannot be called.
    @ParameterizedTest
    @MethodSource("seeds")
    void what_may_be_called_is_listed(long seed) {
        var world = new RandomRules(seed);
        Rules rules = RandomRules.read(world.rules());
        for (int i = 0; i < QUESTIONS; i++) {
            Question call = world.call();
            if (rules.judge(call).effect() != Effect.DENY) {
                Ruling listed = rules.judge(RandomRules.listing(call));
                assertNotEquals(
                        Effect.DENY,
                        listed.effect(),
                        () -> "seed " + seed + ": " + rules.all() + " and " + call);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_certain_without_arguments_is_so_with_them(long seed) {
        var world = new RandomRules(seed);
        Rules rules = RandomRules.read(world.rules());
        for (int i = 0; i < QUESTIONS; i++) {
            Question call = world.call();
            Ruling listed = rules.judge(RandomRules.listing(call));
            if (listed.certain()) {
                assertEquals(
                        listed.effect(), rules.judge(call).effect(), () -> "seed " + seed + call);
            }
        }
    }

    @Test
    void the_small_world_knows_every_effect() {
        Map<Effect, Integer> seen = new EnumMap<>(Effect.class);
        for (long seed = 0; seed < 150; seed++) {
            var world = new RandomRules(seed);
            Rules rules = RandomRules.read(world.rules());
            for (int i = 0; i < QUESTIONS; i++) {
                seen.merge(rules.judge(world.call()).effect(), 1, Integer::sum);
            }
        }
        for (Effect effect : Effect.values()) {
            assertTrue(seen.getOrDefault(effect, 0) > 100, seen::toString);
        }
    }

    private static String answer(Rules rules, Question question) {
        Ruling ruling = rules.judge(question);
        return ruling.effect() + " " + ruling.ruleId() + " " + ruling.why() + " " + ruling.needs();
    }
}
