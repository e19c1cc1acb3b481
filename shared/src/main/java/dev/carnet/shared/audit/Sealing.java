package dev.carnet.shared.audit;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.carnet.shared.chain.Disclosure;
import dev.carnet.shared.workspace.Ids;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/// Seals disclosures under data keys, one per (workspace, subject, month) and process, each wrapped
/// by the audit keyset. The wrapped key travels with the event, so that no look-up stands between
/// an event and its entry, and a key is in the database as soon as anything sealed under it is.
final class Sealing {

    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private final Aead keyset;
    private final SecureRandom random = new SecureRandom();
    private final Map<Owner, Key> keys =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Owner, Key> eldest) {
                    return size() > AuditLimits.DATA_KEYS;
                }
            };

    Sealing(Aead keyset) {
        this.keyset = keyset;
    }

    /// Whose data a key protects, and in which month (its first day).
    record Owner(String workspace, String subject, String month) {}

    /// A data key as stored.
    record DataKey(String id, String workspace, String subject, String month, Buffer wrapped) {}

    /// A disclosure as stored.
    record Sealed(String name, String keyId, Buffer bytes) {}

    private record Key(DataKey stored, Aead aead) {}

    /// Sixteen fresh random bytes: without them a digest of an address could be guessed.
    byte[] salt() {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /// The data key this process uses for that owner.
    DataKey key(Owner owner) {
        return current(owner).stored();
    }

    /// Seals a disclosure of that event.
    Sealed seal(Owner owner, String eid, String name, Disclosure disclosure) {
        Key key = current(owner);
        try {
            byte[] text = disclosure.text().getBytes(StandardCharsets.US_ASCII);
            return new Sealed(
                    name,
                    key.stored().id(),
                    Buffer.buffer(key.aead().encrypt(text, place(owner, eid, name))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a disclosure cannot be sealed", e);
        }
    }

    /// Opens what `seal` made, with the stored data key.
    Disclosure open(DataKey key, String eid, Sealed sealed) throws GeneralSecurityException {
        var owner = new Owner(key.workspace(), key.subject(), key.month());
        byte[] raw = keyset.decrypt(key.wrapped().getBytes(), binding(owner, key.id()));
        byte[] text =
                new AesGcmJce(raw)
                        .decrypt(sealed.bytes().getBytes(), place(owner, eid, sealed.name()));
        return new Disclosure(new String(text, StandardCharsets.US_ASCII));
    }

    private synchronized Key current(Owner owner) {
        return keys.computeIfAbsent(owner, this::fresh);
    }

    private Key fresh(Owner owner) {
        var raw = new byte[KEY_BYTES];
        random.nextBytes(raw);
        String id = Ids.fresh("dek");
        try {
            byte[] wrapped = keyset.encrypt(raw, binding(owner, id));
            return new Key(
                    new DataKey(
                            id,
                            owner.workspace(),
                            owner.subject(),
                            owner.month(),
                            Buffer.buffer(wrapped)),
                    new AesGcmJce(raw));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a data key cannot be made", e);
        }
    }

    private static byte[] binding(Owner owner, String id) {
        return bytes("data key", owner.workspace(), owner.subject(), owner.month(), id);
    }

    private static byte[] place(Owner owner, String eid, String name) {
        return bytes("disclosure", owner.workspace(), eid, name);
    }

    private static byte[] bytes(String... parts) {
        return String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
    }
}
