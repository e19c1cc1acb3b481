package dev.carnet.testing;

import dev.carnet.shared.secret.Keysets;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Gives a service under `@QuarkusTest` its database, keysets and addresses. The service listens at
/// the address it is known by, and `World.current()` puts people, keys and tokens in.
///
/// Use: `@WithTestResource(TestCarnet.Auth.class)` or `@WithTestResource(TestCarnet.Mcp.class)`.
public abstract class TestCarnet implements QuarkusTestResourceLifecycleManager {

    /// Other than the default, so that tests see the setting count.
    public static final int KEYS_PER_WORKSPACE = 12;

    /// A resource server of others.
    public static final String OTHER_RESOURCE = "https://orders.example/api";

    static final String DATABASE = "test-carnet.owner-url";
    static final String SIGNING_KEY = "test-carnet.signing-key";
    static final String KEY_MAC = "carnet.key-mac-keyset";
    static final String ISSUER = "carnet.issuer";
    static final String MCP_URL = "carnet.mcp-url";

    private final String role;
    private Optional<TestDatabase> database = Optional.empty();

    TestCarnet(String role) {
        this.role = role;
    }

    @Override
    public Map<String, String> start() {
        var started = TestDatabase.start();
        database = Optional.of(started);
        var settings = new HashMap<String, String>();
        settings.put("carnet.service-database-url", started.url().withoutUser());
        settings.put("carnet.service-database-user", role);
        settings.put("carnet.service-database-password", TestDatabase.PASSWORD);
        settings.put("carnet.auth-keyset", Keysets.freshSealer());
        settings.put("carnet.mcp-keyset", Keysets.freshSealer());
        settings.put("carnet.audit-keyset", Keysets.freshSealer());
        settings.put(KEY_MAC, Keysets.freshKeyMac());
        settings.put("carnet.keys-per-workspace", "" + KEYS_PER_WORKSPACE);
        settings.put("carnet.fetches-per-minute", "100000");
        settings.put("carnet.resources", OTHER_RESOURCE);
        settings.put("quarkus.management.test-port", "0");
        settings.put(DATABASE, started.url().withPassword());
        addresses(settings, freePort());
        signingKey(settings);
        return settings;
    }

    abstract void addresses(Map<String, String> settings, int port);

    /// A signing key of which the test has the private part; a service that signs adds its own.
    private static void signingKey(Map<String, String> settings) {
        var key = TestSigningKey.fresh("sig_test");
        settings.put(SIGNING_KEY, key.key().toJSONString());
        World.of(settings).publish(key);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public void stop() {
        database.ifPresent(TestDatabase::close);
        database = Optional.empty();
    }

    /// For auth-server: it is the issuer.
    public static final class Auth extends TestCarnet {

        /// One per test run.
        public Auth() {
            super("carnet_auth");
        }

        @Override
        void addresses(Map<String, String> settings, int port) {
            settings.put("quarkus.http.test-port", Integer.toString(port));
            settings.put(ISSUER, "http://127.0.0.1:" + port);
            settings.put(MCP_URL, "http://127.0.0.1:" + freePort() + "/mcp");
            TestHosts.prepare(settings);
        }
    }

    /// For auth-server known by a name and not by an address, as passkeys need it, that fetches
    /// documents from loopback.
    public static final class NamedAuth extends TestCarnet {

        /// One per test run.
        public NamedAuth() {
            super("carnet_auth");
        }

        @Override
        void addresses(Map<String, String> settings, int port) {
            settings.put("quarkus.http.test-port", Integer.toString(port));
            settings.put(ISSUER, "http://localhost:" + port);
            settings.put("carnet.development-documents", "true");
            settings.put(MCP_URL, "http://127.0.0.1:" + freePort() + "/mcp");
        }
    }

    /// For mcp-server: it is the resource.
    public static final class Mcp extends TestCarnet {

        /// One per test run.
        public Mcp() {
            super("carnet_mcp");
        }

        @Override
        void addresses(Map<String, String> settings, int port) {
            settings.put("quarkus.http.test-port", Integer.toString(port));
            settings.put("quarkus.http.port", Integer.toString(port));
            settings.put(MCP_URL, "http://127.0.0.1:" + port + "/mcp");
            settings.put("carnet.development-documents", "true");
            settings.put(ISSUER, "http://127.0.0.1:" + freePort());
        }
    }
}
