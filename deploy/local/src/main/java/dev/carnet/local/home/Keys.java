package dev.carnet.local.home;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import dev.carnet.database.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;

/// The secrets of one Carnet, made once and then only read: four keysets and the passwords of the
/// two services at the database.
public final class Keys {

    private static final int PASSWORD_BYTES = 20;

    private final Path folder;

    private Keys(Path folder) {
        this.folder = folder;
    }

    /// Opens the keys of a home, or makes them when nothing was sealed with others yet.
    public static Keys of(Home home) throws IOException, GeneralSecurityException {
        AeadConfig.register();
        MacConfig.register();
        var keys = new Keys(home.folder().resolve("keys"));
        if (home.hasData() && !keys.complete()) {
            throw new IOException(
                    "keys are missing from "
                            + keys.folder
                            + ", but the database sealed with them is there: put them back");
        }
        keys.makeMissing();
        return keys;
    }

    /// Seals what auth-server keeps secret, its signing keys first of all.
    public Path authKeyset() {
        return folder.resolve("auth-server.keyset.json");
    }

    /// Seals what mcp-server keeps secret.
    public Path mcpKeyset() {
        return folder.resolve("mcp-server.keyset.json");
    }

    /// Makes and checks the MACs of API keys.
    public Path keyMacKeyset() {
        return folder.resolve("key-mac.keyset.json");
    }

    /// Seals the disclosures of the audit log.
    public Path auditKeyset() {
        return folder.resolve("audit.keyset.json");
    }

    /// The password of a service's role at the database.
    public String password(String role) throws IOException {
        return Files.readString(folder.resolve(role + ".password"));
    }

    private boolean complete() {
        return Stream.of(authKeyset(), mcpKeyset(), keyMacKeyset(), auditKeyset())
                .allMatch(Files::exists);
    }

    private void makeMissing() throws IOException, GeneralSecurityException {
        Folders.makePrivate(folder);
        makePassword("carnet_auth");
        makePassword("carnet_mcp");
        makeKeyset(mcpKeyset(), PredefinedAeadParameters.AES256_GCM);
        makeKeyset(auditKeyset(), PredefinedAeadParameters.AES256_GCM);
        makeKeyset(keyMacKeyset(), PredefinedMacParameters.HMAC_SHA256_256BITTAG);
        makeKeyset(authKeyset(), PredefinedAeadParameters.AES256_GCM);
    }

    private void makePassword(String role) throws IOException {
        var file = folder.resolve(role + ".password");
        if (!Files.exists(file)) {
            var random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Folders.writePrivate(file, HexFormat.of().formatHex(random));
        }
    }

    private static void makeKeyset(Path file, Parameters parameters)
            throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) {
            var keyset = KeysetHandle.generateNew(parameters);
            Folders.writePrivate(
                    file,
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            keyset, InsecureSecretKeyAccess.get()));
        }
    }
}
