package dev.carnet.shared.fetch;

import dev.carnet.shared.startup.RefusedToStart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whose certificates fetches trust: those that Java trusts, and what an operator adds.
public record FetchTrust(TrustManager manager) {

    /// The trust of a configuration, or a reason not to start.
    public static FetchTrust of(Optional<Path> added) {
        try {
            var all = new ArrayList<Certificate>(usual());
            if (added.isPresent()) {
                all.addAll(read(added.get()));
            }
            return new FetchTrust(manager(all));
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new RefusedToStart(
                    "CARNET_FETCH_CA_FILE holds no certificates: " + unreadable.getMessage());
        }
    }

    private static List<Certificate> usual() throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                .map(Certificate.class::cast)
                .toList();
    }

    private static Collection<? extends Certificate> read(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new RefusedToStart("CARNET_FETCH_CA_FILE holds no certificate");
            }
            return certificates;
        }
    }

    private static TrustManager manager(List<Certificate> authorities)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers()[0];
    }
}
