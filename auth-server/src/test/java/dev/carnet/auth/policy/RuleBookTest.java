package dev.carnet.auth.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.policy.Rule.Kind;
import dev.carnet.auth.policy.Rule.Target;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {

    private static final String ID = "cli_00000000000000000001";
    private static final String DOCUMENT = "https://claude.ai/oauth/client.json";

    @Test
    void without_rules_everybody_is_as_usual() {
        assertEquals(Stance.SANCTIONED, book().stance(party("https://a.example/cb")));
    }

    @ParameterizedTest
    @CsvSource({
        // the client's own rule outweighs every other
        "client=sanctioned domain:a.example=blocked default=blocked, https://a.example/cb, sanctioned",
        "client=blocked domain:a.example=sanctioned, https://a.example/cb, blocked",
        // of two domains the longer one
        "domain:example=blocked domain:a.example=sanctioned, https://a.example/cb, sanctioned",
        "domain:example=sanctioned domain:a.example=blocked, https://x.a.example/cb, blocked",
        // of two hosts the stricter rule
        "domain:a.example=sanctioned domain:b.example=unauthorized, https://a.example/ https://b.example/, unauthorized",
        "domain:a.example=unauthorized domain:b.example=blocked, https://a.example/ https://b.example/, blocked",
        // all others
        "default=unauthorized, https://a.example/cb, unauthorized",
        "domain:b.example=sanctioned default=blocked, https://a.example/cb, blocked",
        // programs on people's own machines
        "domain:localhost=unauthorized, http://127.0.0.1:7777/cb, unauthorized",
        "domain:localhost=unauthorized, http://[::1]/cb, unauthorized",
        "domain:localhost=unauthorized, https://localhost.example/cb, sanctioned",
        // an application's scheme is nobody's domain
        "domain:cursor=blocked default=unauthorized, cursor://anysphere/cb, unauthorized"
    })
    void decides_by_client_then_domain_then_for_all_others(
            String rules, String redirects, String stance) {
        assertEquals(
                stance(stance), book(rules.split(" ", -1)).stance(party(redirects.split(" ", -1))));
    }

    /// V28: a trusted host among the redirect URIs does not make the others trusted.
    @ParameterizedTest
    @CsvSource({
        "https://claude.ai/cb, sanctioned",
        "https://claude.ai/cb https://evil.example/cb, blocked",
        "https://claude.ai/cb http://localhost/cb, blocked",
        "https://claude.ai/cb com.example.app:/cb, blocked",
        "https://claude.ai.evil.example/cb, blocked",
        "https://evilclaude.ai/cb, blocked"
    })
    void a_friendly_domain_needs_every_redirect_host(String redirects, String stance) {
        var rules = book("domain:claude.ai=sanctioned", "default=blocked");
        assertEquals(stance(stance), rules.stance(party(redirects.split(" ", -1))));
    }

    @Test
    void the_host_of_a_metadata_document_says_who_a_client_is() {
        var rules = book("domain:claude.ai=sanctioned", "default=blocked");
        var claude = Party.of(DOCUMENT, false, List.of("http://localhost/callback"));
        assertEquals(Stance.SANCTIONED, rules.stance(claude));
        var other =
                Party.of(
                        "https://evil.example/c.json",
                        false,
                        List.of("https://claude.ai/callback"));
        assertEquals(Stance.BLOCKED, rules.stance(other));
    }

    @Test
    void a_strict_domain_is_found_in_the_document_and_in_every_redirect() {
        var rules = book("domain:evil.example=blocked");
        assertEquals(Stance.BLOCKED, rules.stance(Party.named("https://evil.example/c.json")));
        var hidden =
                Party.of(DOCUMENT, false, List.of("https://a.example/", "https://evil.example/"));
        assertEquals(Stance.BLOCKED, rules.stance(hidden));
    }

    @Test
    void the_rule_for_all_others_is_not_about_the_workspaces_own_clients() {
        var own = Party.of(ID, true, List.of());
        assertEquals(Stance.SANCTIONED, book("default=blocked").stance(own));
        assertEquals(Stance.BLOCKED, book("client=blocked").stance(own));
    }

    private static Stance stance(String name) {
        return Stance.of(name).orElseThrow();
    }

    private static Party party(String... redirects) {
        return Party.of(ID, false, List.of(redirects));
    }

    private static RuleBook book(String... rules) {
        return new RuleBook(Arrays.stream(rules).map(RuleBookTest::rule).toList());
    }

    private static Rule rule(String text) {
        String[] halves = text.split("=", 2);
        String[] about = (halves[0] + ":").split(":", -1);
        Kind kind = Kind.of(about[0]);
        String target = kind == Kind.CLIENT ? ID : about[1];
        return new Rule(
                "pol_" + text,
                new Target(kind, target),
                stance(halves[1]),
                Optional.empty(),
                1,
                Instant.EPOCH);
    }
}
