package dev.carnet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate authority of a test, made with Java's own `keytool` in a folder of its own.
public final class TestAuthority {

    /// The password of its stores.
    public static final String PASSWORD = "test-password";

    private static final String CA = "ca";
    private static final String HOST = "host";

    private final Path store;

    private TestAuthority(Path store) {
        this.store = store;
    }

    /// A new authority whose files lie in that folder.
    public static TestAuthority fresh(Path folder) {
        var authority = new TestAuthority(folder.resolve("authority.p12"));
        authority.keytool(CA, List.of("-dname", "CN=Test authority", "-ext", "bc:c=ca:true"));
        return authority;
    }

    /// The authority that a running test made.
    public static TestAuthority in(Path store) {
        return new TestAuthority(store);
    }

    /// Where its keys lie.
    public Path store() {
        return store;
    }

    /// Its certificate as a PEM file, beside its keys.
    public Path pem() {
        try {
            byte[] der = open().getCertificate(CA).getEncoded();
            String lines = Base64.getMimeEncoder().encodeToString(der);
            return Files.writeString(
                    store.resolveSibling("authority.pem"),
                    "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
        } catch (IOException | GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// Signs a certificate for those names and addresses, kept beside its own.
    public TestAuthority sign(String... names) {
        keytool(HOST, List.of("-dname", "CN=Test host", "-signer", CA, "-ext", alternative(names)));
        return this;
    }

    /// What a host with the signed certificate needs.
    public SSLContext host() {
        return context(HOST);
    }

    /// What another host needs, with a certificate for that one name.
    public SSLContext host(String name) {
        keytool(name, List.of("-dname", "CN=Other", "-signer", CA, "-ext", alternative(name)));
        return context(name);
    }

    /// What a host needs whose certificate for that name ran out a week ago.
    public SSLContext expired(String name) {
        String alias = "expired " + name;
        keytool(
                alias,
                List.of(
                        "-dname",
                        "CN=Old",
                        "-signer",
                        CA,
                        "-ext",
                        alternative(name),
                        "-startdate",
                        "-9d"));
        return context(alias);
    }

    /// What a host needs that shows the authority's own certificate, or one nobody signed.
    public SSLContext selfSigned() {
        return context(CA);
    }

    private static String alternative(String... names) {
        return Arrays.stream(names)
                .map(name -> (name.matches("[0-9.]+|.*:.*") ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(",", "san=", ""));
    }

    private SSLContext context(String alias) {
        try {
            KeyStore all = open();
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            char[] password = PASSWORD.toCharArray();
            Certificate[] chain = all.getCertificateChain(alias);
            one.setKeyEntry(alias, (PrivateKey) all.getKey(alias, password), password, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(one, password);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        KeyStore opened = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(store)) {
            opened.load(bytes, PASSWORD.toCharArray());
        }
        return opened;
    }

    private void keytool(String alias, List<String> more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-alias", alias, "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(more);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
