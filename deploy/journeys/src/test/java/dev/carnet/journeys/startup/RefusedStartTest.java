package dev.carnet.journeys.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import dev.carnet.local.home.Home;
import dev.carnet.local.home.Keys;
import dev.carnet.local.stack.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A service that must not serve says why in one line and ends, as the process that operators run.
@Tag("long")
class RefusedStartTest {

    private static final String AUTH = "auth-server";
    private static final String MCP = "mcp-server";

    @TempDir private static Path folder;
    private static EmbeddedDatabase database;
    private static Keys keys;
    private static Plan plan;

    @BeforeAll
    static void prepare() throws Exception {
        var home = Home.at(folder.resolve("home"));
        plan = Plan.onFreePorts(home.folder(), 1);
        keys = Keys.of(home.make());
        database = EmbeddedDatabase.start(folder.resolve("data"), 0);
        Migrations.run(database.owner());
        Migrations.setPasswords(
                database.owner(),
                Map.of(
                        "carnet_auth", keys.password("carnet_auth"),
                        "carnet_mcp", keys.password("carnet_mcp")));
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8480/, must not end in a slash",
        "http://auth.example, 'must be https, or http on a loopback address'"
    })
    void an_issuer_that_clients_could_not_use_safely(String issuer, String why) throws Exception {
        refuses(service(AUTH).with("CARNET_ISSUER", issuer), "CARNET_ISSUER=" + issuer, why);
    }

    /// W13: start without any key configured.
    @ParameterizedTest
    @CsvSource({
        "auth-server, CARNET_AUTH_KEYSET",
        "mcp-server, CARNET_KEY_MAC_KEYSET",
        "mcp-server, CARNET_AUDIT_KEYSET"
    })
    void no_keyset(String name, String variable) throws Exception {
        refuses(service(name).with(variable + "_FILE", ""), "no keyset", variable);
    }

    /// W13: an empty key.
    @Test
    void an_empty_keyset() throws Exception {
        Path empty = Files.createTempFile(folder, "keyset", ".json");
        refuses(
                service(AUTH).with("CARNET_KEY_MAC_KEYSET_FILE", empty.toString()),
                "no keyset",
                "CARNET_KEY_MAC_KEYSET");
    }

    /// W13: an unreadable secret.
    @Test
    void a_keyset_file_that_cannot_be_read() throws Exception {
        refuses(
                service(MCP).with("CARNET_AUDIT_KEYSET_FILE", folder.toString()),
                "CARNET_AUDIT_KEYSET_FILE=" + folder,
                "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {AUTH, MCP})
    void a_schema_of_another_release(String name) throws Exception {
        sql(
                """
                INSERT INTO carnet.flyway_schema_history (installed_rank, version, description,
                  type, script, installed_by, execution_time, success)
                VALUES (101, '4711', 'x', 'SQL', 'x', 'x', 1, true)
                """);
        try {
            refuses(service(name), "4711", "carnet migrate");
        } finally {
            sql("DELETE FROM carnet.flyway_schema_history WHERE installed_rank > 100");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes", "synchronous_commit"})
    void a_database_that_forgets(String setting) throws Exception {
        sql("ALTER SYSTEM SET " + setting + " = off");
        try {
            sql("SELECT pg_reload_conf()");
            refuses(service(AUTH), setting);
        } finally {
            sql("ALTER SYSTEM RESET " + setting);
            sql("SELECT pg_reload_conf()");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {AUTH, MCP})
    void the_wrong_password_of_its_role(String name) throws Exception {
        refuses(
                service(name).with("CARNET_SERVICE_DATABASE_PASSWORD", "wrong"),
                "password authentication failed",
                name.equals(AUTH) ? "carnet_auth" : "carnet_mcp");
    }

    @Test
    void a_database_that_is_not_there() throws Exception {
        refuses(
                service(AUTH)
                        .with("CARNET_SERVICE_DATABASE_URL", "postgresql://127.0.0.1:1/postgres"),
                "database",
                "127.0.0.1");
    }

    /// One line that holds all of this, no other complaint, no stack, no secret, and an exit code
    /// that a supervisor sees.
    private static void refuses(Service service, String... words) throws Exception {
        Service.Ended ended = service.end(folder);
        String said = String.join("\n", ended.said());
        assertNotEquals(0, ended.exit(), said);
        List<String> complaints = ended.complaints();
        assertEquals(1, complaints.size(), said);
        for (String word : words) {
            assertTrue(complaints.getFirst().contains(word), word + " in " + complaints);
        }
        assertFalse(said.contains("\tat ") || said.contains("stackTrace"), said);
        assertFalse(said.contains(keys.password("carnet_auth")), said);
    }

    private static Service service(String name) throws Exception {
        var environment = new TreeMap<>(Service.ports(plan));
        String role = name.equals(AUTH) ? "carnet_auth" : "carnet_mcp";
        environment.put("CARNET_ISSUER", plan.issuer());
        environment.put("CARNET_MCP_URL", plan.mcp());
        environment.put("CARNET_SERVICE_DATABASE_URL", database.url().withoutUser());
        environment.put("CARNET_SERVICE_DATABASE_USER", role);
        environment.put("CARNET_SERVICE_DATABASE_PASSWORD", keys.password(role));
        environment.put("CARNET_KEY_MAC_KEYSET_FILE", keys.keyMacKeyset().toString());
        environment.put("CARNET_AUDIT_KEYSET_FILE", keys.auditKeyset().toString());
        environment.put("CARNET_AUTH_KEYSET_FILE", keys.authKeyset().toString());
        environment.put("CARNET_MCP_KEYSET_FILE", keys.mcpKeyset().toString());
        return new Service(name, environment);
    }

    private static void sql(String statement) throws SQLException {
        try (var owner = database.owner().getConnection();
                var one = owner.createStatement()) {
            one.execute(statement);
        }
    }
}
