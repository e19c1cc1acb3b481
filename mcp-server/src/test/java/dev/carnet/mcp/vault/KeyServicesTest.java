package dev.carnet.mcp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.startup.RefusedToStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyServicesTest {

    private static final Spot SPOT = new Spot("ws_1", "srv_1", "secret");
    private static final String AWS = "aws-kms://arn:aws:kms:eu-central-1:1:key/k";

    /// As Tink's own is made: it is no service, and its name is all that is known.
    private static final String CLIENT =
            """
            package com.google.crypto.tink.integration.awskms;
            public final class AwsKmsClient implements com.google.crypto.tink.KmsClient {
                public boolean doesSupport(String uri) { return uri.startsWith("aws-kms://"); }
                public com.google.crypto.tink.KmsClient withCredentials(String path) { return this; }
                public com.google.crypto.tink.KmsClient withDefaultCredentials() { return this; }
                public com.google.crypto.tink.Aead getAead(String uri)
                        throws java.security.GeneralSecurityException {
                    return new com.google.crypto.tink.subtle.AesGcmJce(new byte[16]);
                }
            }
            """;

    @TempDir private Path folder;

    @Test
    void a_client_that_is_a_service_wraps_by_the_uri_of_its_key() {
        Vault vault = new Vault(FakeKeyService.wrapping());
        Sealed sealed = vault.seal(SPOT, "sk-1").await().indefinitely();
        assertEquals(FakeKeyService.URI, sealed.wrapping());
        assertEquals("sk-1", vault.open(SPOT, sealed).await().indefinitely());
    }

    /// Tink's released clients do not say that they are services.
    @Test
    void a_client_in_the_operators_folder_is_found_by_its_name() throws IOException {
        put();
        Vault vault = new Vault(new KeyServices(Optional.of(folder)).key(AWS));
        Sealed sealed = vault.seal(SPOT, "sk-2").await().indefinitely();
        assertEquals(AWS, sealed.wrapping());
        assertEquals("sk-2", vault.open(SPOT, sealed).await().indefinitely());
    }

    @Test
    void a_key_service_nobody_speaks_to_is_a_reason_not_to_start() {
        for (String uri : new String[] {AWS, "gcp-kms://projects/p", "other-kms://key"}) {
            for (var services :
                    new KeyServices[] {
                        new KeyServices(Optional.empty()), new KeyServices(Optional.of(folder))
                    }) {
                var refused = assertThrows(RefusedToStart.class, () -> services.key(uri));
                assertTrue(String.valueOf(refused.getMessage()).contains("_KMS_CLIENTS"));
            }
        }
        var nowhere = new KeyServices(Optional.of(folder.resolve("none")));
        assertThrows(RefusedToStart.class, () -> nowhere.key(AWS));
    }

    private void put() throws IOException {
        Path source = folder.resolve("AwsKmsClient.java");
        Files.writeString(source, CLIENT);
        int ended =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString(),
                                source.toString());
        assertEquals(0, ended);
        String name = "com/google/crypto/tink/integration/awskms/AwsKmsClient.class";
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("aws.jar")))) {
            jar.putNextEntry(new JarEntry(name));
            jar.write(Files.readAllBytes(folder.resolve(name)));
        }
    }
}
