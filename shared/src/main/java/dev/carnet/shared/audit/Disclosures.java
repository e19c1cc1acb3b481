package dev.carnet.shared.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.Aead;
import dev.carnet.shared.audit.DisclosureStore.Stored;
import dev.carnet.shared.audit.Sealing.DataKey;
import dev.carnet.shared.chain.Disclosure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The values that entries commit to without containing them: opened for who may see them, and
/// erased for good with the keys of whom they are about. Whoever asks records it.
public final class Disclosures {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DisclosureStore store = new DisclosureStore();
    private final Sealing sealing;
    private final Pool pool;

    /// Opens what was sealed under that keyset.
    public Disclosures(Aead keyset, Pool pool) {
        this.sealing = new Sealing(keyset);
        this.pool = pool;
    }

    /// What is known of a hidden value.
    public enum State {
        /// It is here, and the entry commits to it.
        OPEN,
        /// Its key was destroyed.
        ERASED,
        /// What is stored is not what was sealed, or not what the entry commits to.
        ALTERED
    }

    /// A hidden value of an entry.
    ///
    /// @param value a text; of a long one `len` and `sha256` only
    /// @param disclosure what the entry's digest is of (RFC 9901 §4.2.1), so that anybody can check
    public record Hidden(
            String name, State state, Optional<JsonNode> value, Optional<String> disclosure) {}

    /// The hidden values of that entry; nothing, if the workspace has no such entry.
    public Uni<Optional<List<Hidden>>> of(String workspace, long seq) {
        return store.of(pool, workspace, seq)
                .map(found -> found.map(all -> all.stream().map(this::hidden).toList()));
    }

    /// Destroys the keys of everything that is hidden about that subject so far, in that
    /// transaction, and says how many there were; nothing, if nothing ever was hidden about them.
    public Uni<Optional<Integer>> erase(
            SqlConnection transaction, String workspace, String subject) {
        return store.erase(transaction, workspace, subject);
    }

    private Hidden hidden(Stored stored) {
        return stored.key()
                .map(key -> opened(stored, key))
                .orElseGet(() -> without(stored, State.ERASED));
    }

    private Hidden opened(Stored stored, DataKey key) {
        try {
            Disclosure disclosure = sealing.open(key, stored.eid(), stored.sealed());
            return isCommitted(stored.line(), disclosure)
                    ? new Hidden(
                            stored.sealed().name(),
                            State.OPEN,
                            Optional.of(value(disclosure)),
                            Optional.of(disclosure.text()))
                    : without(stored, State.ALTERED);
        } catch (GeneralSecurityException | JsonProcessingException altered) {
            return without(stored, State.ALTERED);
        }
    }

    private static boolean isCommitted(String line, Disclosure disclosure)
            throws JsonProcessingException {
        for (JsonNode digest : JSON.readTree(line).path("event").path("_sd")) {
            if (digest.asText().equals(disclosure.digest())) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode value(Disclosure disclosure) throws JsonProcessingException {
        byte[] array = Base64.getUrlDecoder().decode(disclosure.text());
        return JSON.readTree(new String(array, java.nio.charset.StandardCharsets.UTF_8)).path(2);
    }

    private static Hidden without(Stored stored, State state) {
        return new Hidden(stored.sealed().name(), state, Optional.empty(), Optional.empty());
    }
}
