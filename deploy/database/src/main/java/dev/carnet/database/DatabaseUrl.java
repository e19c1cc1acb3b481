package dev.carnet.database;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Where a database is and who connects, as `CARNET_DATABASE_URL` says it:
/// `postgresql://user:password@host:port/name?sslmode=require` (libpq's form; user and password
/// percent-encoded).
///
/// @param query parameters for the driver, `""` if none
public record DatabaseUrl(
        String host, int port, String name, String user, String password, String query) {

    private static final int DEFAULT_PORT = 5432;

    /// Reads a URL; `postgres:` and a leading `jdbc:` mean the same.
    public static DatabaseUrl parse(String text) {
        var uri = URI.create(text.startsWith("jdbc:") ? text.substring(5) : text);
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        var known = scheme.equals("postgresql") || scheme.equals("postgres");
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "a database URL looks like postgresql://user:password@host:5432/name");
        }
        var person = text(uri.getRawUserInfo()).split(":", 2);
        var name = text(uri.getRawPath()).replaceFirst("^/", "");
        return new DatabaseUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                name.isEmpty() ? "postgres" : decode(name),
                decode(person[0]),
                person.length > 1 ? decode(person[1]) : "",
                text(uri.getRawQuery()));
    }

    /// The URL with user and password in it: for files only their owner can read.
    public String withPassword() {
        return "postgresql://" + encode(user) + ":" + encode(password) + "@" + place();
    }

    /// The URL without user and password, as the services take it.
    public String withoutUser() {
        return "postgresql://" + place();
    }

    /// The same database for another user.
    public DatabaseUrl as(String otherUser, String otherPassword) {
        return new DatabaseUrl(host, port, name, otherUser, otherPassword, query);
    }

    /// A source of connections.
    public DataSource source() {
        var source = new PGSimpleDataSource();
        source.setUrl("jdbc:" + withoutUser());
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /// Never shows the password.
    @Override
    public String toString() {
        return "postgresql://" + encode(user) + "@" + place();
    }

    private String place() {
        return host + ":" + port + "/" + encode(name) + (query.isEmpty() ? "" : "?" + query);
    }

    private static String text(@Nullable String maybe) {
        return maybe == null ? "" : maybe;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
