package dev.carnet.testing;

import dev.carnet.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;

/// The superuser of a test's database. Its connections are used again, because a sign-in costs more
/// than most of what tests say; one whose server was killed meanwhile is noticed and dropped.
final class Superuser {

    private static final Map<String, Superuser> KNOWN = new ConcurrentHashMap<>();
    private static final int ALIVE_WITHIN_SECONDS = 2;

    private final DataSource source;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    private Superuser(DataSource source) {
        this.source = source;
    }

    /// The superuser of the database at that URL, the same for all who ask.
    static Superuser at(String url) {
        return KNOWN.computeIfAbsent(url, text -> new Superuser(DatabaseUrl.parse(text).source()));
    }

    /// New connections, for those who change how their connection works.
    DataSource source() {
        return source;
    }

    /// Runs one statement.
    void write(String sql, Object... parameters) {
        use(connection -> execute(connection, sql, parameters));
    }

    /// The first column of the first row.
    Object read(String sql, Object... parameters) {
        return use(connection -> {
            try (var statement = prepare(connection, sql, parameters)) {
                var rows = statement.executeQuery();
                rows.next();
                return rows.getObject(1);
            }
        });
    }

    /// The first column of every row, as text.
    List<String> strings(String sql, Object... parameters) {
        return use(connection -> {
            try (var statement = prepare(connection, sql, parameters)) {
                var found = new ArrayList<String>();
                var rows = statement.executeQuery();
                while (rows.next()) {
                    found.add(String.valueOf(rows.getString(1)));
                }
                return found;
            }
        });
    }

    /// Does that work with a connection that commits each statement, and is like that afterwards.
    <T> T use(Work<T> work) {
        try {
            Connection connection = connection();
            try {
                T done = work.with(connection);
                idle.push(connection);
                return done;
            } catch (SQLException | RuntimeException failed) {
                connection.close();
                throw failed;
            }
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private Connection connection() throws SQLException {
        for (var kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isValid(ALIVE_WITHIN_SECONDS)) {
                return kept;
            }
            kept.close();
        }
        return source.getConnection();
    }

    static boolean execute(Connection connection, String sql, Object... parameters)
            throws SQLException {
        try (var statement = prepare(connection, sql, parameters)) {
            return statement.execute();
        }
    }

    private static PreparedStatement prepare(
            Connection connection, String sql, Object... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /// What is done with a connection.
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }
}
