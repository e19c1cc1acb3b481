package dev.carnet.verifier;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import javax.sql.DataSource;

/// Remembers in a table of the server's own, for all its replicas (PostgreSQL):
///
/// ```sql
/// CREATE TABLE used_call (jti text PRIMARY KEY, until timestamptz NOT NULL);
/// CREATE INDEX used_call_until ON used_call (until);
/// ```
///
/// Of all who insert the same one, one wins. Whoever deleted rows before their time would let
/// something through twice.
public final class UsedStore implements Used {

    private final DataSource database;
    private final Clock clock;

    public UsedStore(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What counts no more goes at the same time.
    @Override
    public boolean first(String jti, Instant until) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            boolean first = insert(connection, jti, until);
            forget(connection);
            return first;
        } catch (SQLException away) {
            return false;
        }
    }

    private static boolean insert(Connection connection, String jti, Instant until)
            throws SQLException {
        try (var insert =
                connection.prepareStatement(
                        """
                        INSERT INTO used_call (jti, until) VALUES (?, ?)
                        ON CONFLICT (jti) DO NOTHING
                        """)) {
            insert.setString(1, jti);
            insert.setTimestamp(2, Timestamp.from(until));
            return insert.executeUpdate() == 1;
        }
    }

    /// A minute later than it has to, because clocks of replicas differ.
    private void forget(Connection connection) throws SQLException {
        try (var delete =
                connection.prepareStatement(
                        """
                        DELETE FROM used_call WHERE jti IN (SELECT jti FROM used_call
                            WHERE until < ? LIMIT 100 FOR UPDATE SKIP LOCKED)
                        """)) {
            delete.setTimestamp(1, Timestamp.from(clock.instant().minusSeconds(60)));
            delete.executeUpdate();
        }
    }
}
