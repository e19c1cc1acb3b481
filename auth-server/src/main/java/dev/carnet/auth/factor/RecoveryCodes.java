package dev.carnet.auth.factor;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.secret.KeyMac;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Recovery codes: shown once, kept as MACs, each used once.
@Singleton
public final class RecoveryCodes {

    private final RecoveryCodeStore store;
    private final KeyMac mac;

    RecoveryCodes(RecoveryCodeStore store, KeyMac mac) {
        this.store = store;
        this.mac = mac;
    }

    /// Fresh ones in the place of all earlier ones, as people see them.
    public Uni<List<String>> renew(SqlConnection transaction, String person, Instant now) {
        var codes = Stream.generate(RecoveryCode::fresh).limit(Limits.RECOVERY_CODES).toList();
        var macs = codes.stream().map(code -> mac.compute(place(person), code.text())).toList();
        return store.replace(transaction, person, macs, now)
                .replaceWith(codes.stream().map(RecoveryCode::shown).toList());
    }

    /// Whether that is one of the person's; it is used up now.
    Uni<Boolean> spend(SqlConnection transaction, String person, String typed) {
        return RecoveryCode.of(typed)
                .map(code -> spend(transaction, person, code))
                .orElseGet(() -> Uni.createFrom().item(false));
    }

    private Uni<Boolean> spend(SqlConnection transaction, String person, RecoveryCode code) {
        return store.unused(transaction, person)
                .map(stored -> find(stored, person, code))
                .chain(found ->
                        found.map(row -> store.spend(transaction, person, row))
                                .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Optional<byte[]> find(List<byte[]> stored, String person, RecoveryCode code) {
        return stored.stream()
                .filter(row -> mac.matches(place(person), code.text(), row))
                .findFirst();
    }

    private static String place(String person) {
        return "recovery/" + person;
    }
}
