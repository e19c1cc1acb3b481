package dev.carnet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;

/// Names of hosts that a running auth-server under test may fetch from: an operator listed them as
/// private and trusts the authority that signed for them. Where they lead, the test's own name
/// service says.
public final class TestHosts {

    /// Every such name.
    public static final List<String> NAMES =
            List.of(
                    "chatgpt.com",
                    "claude.ai",
                    "client.example",
                    "copilot.example",
                    "idp.example",
                    "keys.example",
                    "opencode.ai",
                    "vscode.dev");

    private static final String AUTHORITY = "test-carnet.authority";

    private TestHosts() {}

    static void prepare(Map<String, String> settings) {
        try {
            Path folder = Files.createTempDirectory("carnet-authority");
            TestAuthority authority = TestAuthority.fresh(folder);
            authority.sign(NAMES.toArray(String[]::new));
            settings.put(AUTHORITY, authority.store().toString());
            settings.put("carnet.fetch-ca-file", authority.pem().toString());
            settings.put("carnet.fetch-private-hosts", String.join(",", NAMES));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// What a host of those names shows.
    public static SSLContext tls() {
        String store = ConfigProvider.getConfig().getValue(AUTHORITY, String.class);
        return TestAuthority.in(Path.of(store)).host();
    }
}
