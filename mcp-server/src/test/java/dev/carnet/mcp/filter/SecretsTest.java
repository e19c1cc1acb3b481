package dev.carnet.mcp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final String LETTERS = "Ab3Cd4Ef5Gh6Ij7Kl8Mn9Op0Qr1St2Uv3Wx4Yz5Ab6Cd7Ef8Gh9";
    private static final String HEX = "0123456789abcdef".repeat(8);

    /// Put together here, so that no scanner of sources takes them for real ones.
    private static final Map<String, String> SECRETS =
            Map.ofEntries(
                    Map.entry("AKIA" + "IOSFODNN7EXAMPLE".replace('1', 'A'), "aws_access_key"),
                    Map.entry(
                            "aws_secret_access_key = " + LETTERS.substring(0, 40),
                            "aws_secret_key"),
                    Map.entry("ghp" + "_" + LETTERS.substring(0, 36), "github_token"),
                    Map.entry(
                            "github"
                                    + "_pat_"
                                    + LETTERS.substring(0, 22)
                                    + "_"
                                    + (LETTERS + LETTERS).substring(0, 59),
                            "github_token"),
                    Map.entry("glpat" + "-" + LETTERS.substring(0, 20), "gitlab_token"),
                    Map.entry("xoxb" + "-123456789012-" + LETTERS.substring(0, 24), "slack_token"),
                    Map.entry("sk" + "_live_" + LETTERS.substring(0, 24), "stripe_key"),
                    Map.entry("AIza" + LETTERS.substring(0, 35), "google_api_key"),
                    Map.entry("sk-" + "ant-api03-" + LETTERS, "model_key"),
                    Map.entry("npm" + "_" + LETTERS.substring(0, 36), "npm_token"),
                    Map.entry(
                            "SG" + "." + LETTERS.substring(0, 22) + "." + LETTERS.substring(0, 43),
                            "sendgrid_key"),
                    Map.entry("dop" + "_v1_" + HEX.substring(0, 64), "digitalocean_token"),
                    Map.entry("hvs" + "." + LETTERS.substring(0, 30), "vault_token"),
                    Map.entry("postgres" + "://app:" + "s3cretpw@", "password_in_url"),
                    Map.entry(
                            "eyJ" + "hbGciOiJFUzI1NiJ9.eyJ" + "zdWIiOiJhbm5hIn0x." + LETTERS,
                            "signed_token"),
                    Map.entry(
                            "-----BEGIN "
                                    + "RSA PRIVATE KEY-----\nMIIE\n-----END "
                                    + "RSA PRIVATE KEY-----",
                            "private_key"));

    @Test
    void finds_secrets_by_the_form_their_makers_gave_them() {
        SECRETS.forEach((secret, kind) -> {
            var found = Secrets.in("before " + secret + " after");
            assertEquals(1, found.size(), kind + " " + found);
            assertEquals(kind, found.getFirst().kind());
            assertEquals(7, found.getFirst().start(), kind);
            assertEquals(7 + secret.length(), found.getFirst().end(), kind);
        });
    }

    @Test
    void finds_nothing_in_what_only_looks_random() {
        for (String text :
                List.of(
                        HEX,
                        "d41d8cd98f00b204e9800998ecf8427e",
                        "550e8400-e29b-41d4-a716-446655440000",
                        "https://example.com/path?x=" + LETTERS,
                        "https://user@example.com/",
                        "sk-" + LETTERS.substring(0, 8),
                        "AKIA is the prefix of access keys",
                        "ghp_short",
                        "eyJ.eyJ.x",
                        "the private key stays on the device",
                        "-----BEGIN CERTIFICATE-----",
                        "npm_config_registry")) {
            assertEquals(List.of(), Secrets.in(text), text);
        }
    }
}
