package dev.carnet.auth.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.Races;
import dev.carnet.auth.journey.Rows;
import dev.carnet.auth.person.Passwords;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each test begins with nobody.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class FirstOwnerTest {

    private static final String PASSWORD = "correct horse battery";

    @Inject Founding founding;
    @Inject SetupLinkStore links;
    @Inject Passwords passwords;
    @Inject Pool pool;
    @Inject AuditLog log;
    @Inject Clock clock;

    @BeforeEach
    void nobody() {
        World.current().write("TRUNCATE auth.person, auth.setup_link, auth.attempt CASCADE");
    }

    @Test
    void the_configured_owner_is_made_once_even_by_replicas_that_start_together() {
        var owner =
                firstOwner(
                        Map.of(
                                "carnet.owner-email",
                                "Owner@Example.test",
                                "carnet.owner-password",
                                PASSWORD));
        try (var races = new Races(4)) {
            races.run(() -> Optional.ofNullable(owner.ensure().await().indefinitely()));
        }
        owner.ensure().await().indefinitely();
        assertEquals(List.of("owner@example.test"), Rows.strings("SELECT email FROM auth.person"));
        assertEquals(
                List.of("Default owner"),
                Rows.strings(
                        "SELECT w.name || ' ' || m.role FROM auth.member m JOIN auth.workspace w"
                                + " USING (workspace_id)"));
        String workspace = Rows.string("SELECT workspace_id FROM auth.member");
        assertEquals(List.of("log.create", "workspace.create"), Rows.acts(workspace));
        var browser = new Browser(World.current().issuer());
        assertEquals(
                303,
                browser.signIn(browser.get("/signin"), "owner@example.test", PASSWORD).status());
    }

    @Test
    void half_an_owner_or_one_that_cannot_be_is_a_reason_not_to_start() {
        for (Map<String, String> settings :
                List.of(
                        Map.of("carnet.owner-email", "owner@example.test"),
                        Map.of("carnet.owner-password", PASSWORD),
                        Map.of(
                                "carnet.owner-email",
                                "no e-mail",
                                "carnet.owner-password",
                                PASSWORD))) {
            assertThrows(RefusedToStart.class, () -> firstOwner(settings).ensure());
        }
    }

    @Test
    void the_set_up_link_makes_one_owner_who_can_then_sign_in(@TempDir Path folder)
            throws Exception {
        String link = link(folder);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("setup"))));
        assertTrue(link.startsWith(World.current().issuer() + "/setup?token="));
        var browser = new Browser(World.current().issuer());
        Page page = browser.get(link);
        assertEquals(200, page.status());
        try (var races = new Races(4)) {
            var statuses = races.run(() -> browser.post("/setup", filled(page)).status());
            assertEquals(1, statuses.stream().filter(status -> status == 303).count());
            assertEquals(3, statuses.stream().filter(status -> status == 410).count());
        }
        assertEquals("1", Rows.string("SELECT count(*) FROM auth.person"));
        assertEquals(410, browser.get(link).status());
        assertEquals(
                303, browser.signIn(browser.get("/signin"), "ann@example.test", PASSWORD).status());
        assertEquals(200, browser.get("/account").status());
    }

    @Test
    void an_incomplete_form_is_shown_again_and_the_link_still_works(@TempDir Path folder)
            throws Exception {
        var browser = new Browser(World.current().issuer());
        Page page = browser.get(link(folder));
        for (String field : List.of("email", "name", "workspace", "password")) {
            var form = filled(page);
            form.put(field, field.equals("password") ? "too short" : " ");
            Page again = browser.post("/setup", form);
            assertEquals(400, again.status(), field);
            assertTrue(again.body().contains("Fill in every field"));
            assertFalse(again.body().contains(PASSWORD));
        }
        assertEquals(
                400,
                browser.post("/setup", filled(page), Map.of("Origin", "https://evil.example"))
                        .status());
        assertEquals(303, browser.post("/setup", filled(page)).status());
    }

    @Test
    void a_link_that_is_old_invented_or_replaced_is_gone(@TempDir Path folder) throws Exception {
        var browser = new Browser(World.current().issuer());
        String first = link(folder);
        String second = link(folder);
        assertEquals(410, browser.get(first).status());
        assertEquals(410, browser.get("/setup?token=invented").status());
        assertEquals(410, browser.get("/setup").status());
        World.current().write("UPDATE auth.setup_link SET expires_at = now() - interval '1 s'");
        assertEquals(410, browser.get(second).status());
    }

    @Test
    void no_link_is_written_when_there_is_somebody(@TempDir Path folder) {
        firstOwner(
                        Map.of(
                                "carnet.owner-email",
                                "owner@example.test",
                                "carnet.owner-password",
                                PASSWORD))
                .ensure()
                .await()
                .indefinitely();
        Path file = folder.resolve("setup");
        firstOwner(Map.of("carnet.setup-token-file", file.toString()))
                .ensure()
                .await()
                .indefinitely();
        assertFalse(Files.exists(file));
    }

    private String link(Path folder) throws Exception {
        Path file = folder.resolve("setup");
        firstOwner(Map.of("carnet.setup-token-file", file.toString()))
                .ensure()
                .await()
                .indefinitely();
        return Files.readString(file).strip();
    }

    private static Map<String, String> filled(Page page) {
        var form = new HashMap<>(page.hidden("/setup"));
        form.put("email", "ann@example.test");
        form.put("name", "Ann");
        form.put("workspace", "Acme");
        form.put("password", PASSWORD);
        return form;
    }

    private FirstOwner firstOwner(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("carnet.issuer", World.current().issuer());
        all.put("carnet.mcp-url", World.current().mcpUrl());
        all.put("carnet.service-database-url", "unused");
        all.put("carnet.service-database-user", "unused");
        all.put("carnet.service-database-password", "unused");
        var config =
                new SmallRyeConfigBuilder()
                        .withMapping(ServiceConfig.class)
                        .withDefaultValues(all)
                        .build()
                        .getConfigMapping(ServiceConfig.class);
        return new FirstOwner(founding, links, passwords, pool, log, config, clock);
    }
}
