package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// People whom a provider brings along.
@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class ProvisioningTest extends AtProvider {

    private void provision(Map<String, Object> provision) {
        rest(person)
                .body(Map.of("provision", provision))
                .patch("/identity-providers/" + provider)
                .then()
                .statusCode(200);
    }

    private static String somebodyAt(String domain) {
        return "new-" + UUID.randomUUID() + "@" + domain;
    }

    private void says(String email, Object verified) {
        other.bend =
                it ->
                        it.subject("sub of " + email)
                                .claim("email", email)
                                .claim("email_verified", verified);
    }

    private static String persons(String email) {
        return Rows.string("SELECT count(*) FROM auth.person WHERE email = ?", email);
    }

    /// Whom an owner lets a provider bring along becomes a member, and comes back as the same
    /// person.
    @Test
    void a_new_person_of_a_domain_becomes_a_member() {
        provision(Map.of("domains", List.of("Acme.Example")));
        rest(person)
                .get("/identity-providers/" + provider)
                .then()
                .body("provision.domains", equalTo(List.of("acme.example")))
                .body("provision.role", equalTo("member"));
        String email = somebodyAt("acme.example");
        says(email.toUpperCase(Locale.ROOT), true);
        assertEquals(Optional.of("/account"), back(browser, away(browser)).location());
        assertTrue(browser.get("/account").body().contains(email));
        assertEquals(
                "member",
                Rows.string(
                        "SELECT role FROM auth.member JOIN auth.person USING (person_id)"
                                + " WHERE workspace_id = ? AND email = ?",
                        person.workspace(),
                        email));
        assertTrue(Rows.acts(person.workspace()).contains("member.provision"));
        browser.forget();
        assertEquals(Optional.of("/account"), back(browser, away(browser)).location());
        assertEquals("1", persons(email));
        assertEquals("known", program(browser).standing());
    }

    /// V41, V56: an address that is not verified, or of another domain, brings nobody.
    @Test
    void nobody_is_brought_along_without_a_verified_address_of_a_domain() {
        provision(Map.of("domains", List.of("acme.example"), "role", "viewer"));
        for (Object verified : new Object[] {false, "true"}) {
            refusesNew(somebodyAt("acme.example"), verified);
        }
        for (String domain :
                List.of("sub.acme.example", "notacme.example", "acme.example@evil.example")) {
            refusesNew(somebodyAt(domain), true);
        }
        other.bend = it -> it.subject("no address").claim("email_verified", true);
        assertEquals(400, back(browser, away(browser)).status());
    }

    private void refusesNew(String email, Object verified) {
        says(email, verified);
        assertEquals(400, back(browser, away(browser)).status(), email + " " + verified);
        assertEquals(Optional.empty(), browser.cookie("carnet_session"), email);
        assertEquals("0", persons(email), email);
    }

    /// V41: the address of somebody who is here makes the provider nobody.
    @Test
    void nobody_is_joined_by_their_address() {
        provision(Map.of("domains", List.of("example.test")));
        for (Somebody known :
                List.of(
                        People.member(Role.MEMBER),
                        People.member(person.workspace(), Role.ADMIN))) {
            says(known.email(), true);
            assertEquals(400, back(browser, away(browser)).status());
            assertEquals(Optional.empty(), browser.cookie("carnet_session"));
            assertEquals(
                    "0",
                    Rows.string(
                            "SELECT count(*) FROM auth.linked_identity WHERE person_id = ?",
                            known.id()));
        }
    }

    @Test
    void a_provider_that_may_bring_nobody_brings_nobody() {
        refusesNew(somebodyAt("acme.example"), true);
        provision(Map.of("domains", List.of("acme.example")));
        provision(Map.of("domains", List.of()));
        refusesNew(somebodyAt("acme.example"), true);
    }

    /// V41: whoever was removed or disabled does not come back by the provider's word.
    @Test
    void who_was_removed_is_not_brought_along_again() {
        provision(Map.of("domains", List.of("acme.example")));
        String email = somebodyAt("acme.example");
        says(email, true);
        back(browser, away(browser));
        String id = Rows.string("SELECT person_id FROM auth.person WHERE email = ?", email);
        rest(person).delete("/members/" + id).then().statusCode(200);
        browser.forget();
        assertEquals(400, back(browser, away(browser)).status());
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
    }

    /// V41: only an owner says so, and never for a role that may make others.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"domains\":[\"acme.example\"],\"role\":\"admin\"}",
                "{\"domains\":[\"acme.example\"],\"role\":\"owner\"}",
                "{\"domains\":[\"*\"]}",
                "{\"domains\":[\"example\"]}",
                "{\"domains\":[\"*.example.com\"]}",
                "{\"domains\":[\"a@example.com\"]}",
                "{\"domains\":[null]}",
                "{\"role\":\"member\"}"
            })
    void what_a_provider_may_bring_along_is_bounded(String provision) {
        rest(person)
                .body("{\"provision\":" + provision + "}")
                .patch("/identity-providers/" + provider)
                .then()
                .statusCode(400);
        rest(People.member(person.workspace(), Role.ADMIN))
                .body(Map.of("provision", Map.of("domains", List.of("acme.example"))))
                .patch("/identity-providers/" + provider)
                .then()
                .statusCode(403);
    }
}
