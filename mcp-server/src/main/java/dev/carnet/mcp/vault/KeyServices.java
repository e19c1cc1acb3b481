package dev.carnet.mcp.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import dev.carnet.shared.startup.RefusedToStart;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// Key services as Tink's clients speak to them. A client and what it brings along lie in a folder
/// of the operator's, so that nobody who needs none carries the libraries of all. Clients are found
/// as services, or by their names: Tink's own say nothing of themselves.
///
/// @param folder of jars; where none is named, only what came along is looked through
record KeyServices(Optional<Path> folder) {

    private static final String KMS = "CARNET_MCP_VAULT_KMS";
    private static final String FOLDER = "CARNET_MCP_VAULT_KMS_CLIENTS";

    private static final Map<String, String> BY_NAME =
            Map.of(
                    "aws-kms://", "com.google.crypto.tink.integration.awskms.AwsKmsClient",
                    "gcp-kms://", "com.google.crypto.tink.integration.gcpkms.GcpKmsClient");

    /// The key of that URI.
    Wrapping key(String uri) {
        KmsClient client =
                clients(uri).stream()
                        .filter(one -> one.doesSupport(uri))
                        .findFirst()
                        .orElseThrow(() ->
                                new RefusedToStart(
                                        KMS
                                                + "="
                                                + uri
                                                + ": no client of Tink for such a key was found;"
                                                + " put its jars into a folder and name that in "
                                                + FOLDER));
        return new Wrapping(aead(client, uri), uri, true);
    }

    private List<KmsClient> clients(String uri) {
        ClassLoader loader = folder.map(KeyServices::loader).orElseGet(KeyServices::own);
        List<KmsClient> found = new ArrayList<>();
        ServiceLoader.load(KmsClient.class, loader).forEach(found::add);
        BY_NAME.forEach((scheme, name) -> {
            if (uri.startsWith(scheme)) {
                named(name, loader).ifPresent(found::add);
            }
        });
        return found;
    }

    private static Optional<KmsClient> named(String name, ClassLoader loader) {
        try {
            return Class.forName(name, true, loader).getDeclaredConstructor().newInstance()
                            instanceof KmsClient client
                    ? Optional.of(client)
                    : Optional.empty();
        } catch (ReflectiveOperationException absent) {
            return Optional.empty();
        }
    }

    /// Lives as long as the process, because the clients do. Tink itself is ours in any case.
    private static ClassLoader loader(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            var jars = new ArrayList<URL>();
            for (Path jar : files.filter(one -> one.toString().endsWith(".jar")).toList()) {
                jars.add(jar.toUri().toURL());
            }
            return new URLClassLoader(jars.toArray(URL[]::new), own());
        } catch (IOException unreadable) {
            throw new RefusedToStart(FOLDER + "=" + folder + " cannot be read");
        }
    }

    private static ClassLoader own() {
        return Thread.currentThread().getContextClassLoader();
    }

    private static Aead aead(KmsClient client, String uri) {
        try {
            return client.withDefaultCredentials().getAead(uri);
        } catch (GeneralSecurityException refused) {
            throw new RefusedToStart(KMS + "=" + uri + " cannot be used");
        }
    }
}
