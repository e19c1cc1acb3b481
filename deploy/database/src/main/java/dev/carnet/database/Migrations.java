package dev.carnet.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings a database to this release's schema. Run as the owner role, never by a service.
public final class Migrations {

    private Migrations() {}

    /// Migrates, and returns how many migrations were applied.
    public static int run(DataSource owner) {
        return Flyway.configure()
                .dataSource(owner)
                .schemas("carnet")
                .createSchemas(true)
                .locations("classpath:db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /// Gives the service roles their passwords (role name → password).
    public static void setPasswords(DataSource owner, Map<String, String> passwords)
            throws SQLException {
        try (Connection connection = owner.getConnection();
                var statement = connection.createStatement()) {
            for (var role : passwords.entrySet()) {
                // ALTER ROLE takes no bind variables; both parts are quoted by the driver.
                statement.execute(
                        "ALTER ROLE "
                                + statement.enquoteIdentifier(role.getKey(), true)
                                + " PASSWORD "
                                + statement.enquoteLiteral(role.getValue()));
            }
        }
    }
}
