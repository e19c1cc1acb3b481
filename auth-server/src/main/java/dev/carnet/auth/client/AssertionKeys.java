package dev.carnet.auth.client;

import com.nimbusds.jose.JWSHeader;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.fetch.Errand;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.fetch.Wanted;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/// The keys a client's assertion is checked with: by value, or where its metadata says. A key that
/// the held set lacks has it fetched again, at most every half minute.
@Singleton
final class AssertionKeys {

    private final Fetches fetches;

    AssertionKeys(Fetches fetches) {
        this.fetches = fetches;
    }

    /// The client with its keys by value.
    Uni<Client> of(Client client, String jwt, String source) {
        return client.traits()
                .jwksUri()
                .map(uri -> new Errand(uri, Wanted.KEY_SET, source))
                .map(errand -> fetched(errand, AssertionCheck.header(jwt)).map(client::withKeys))
                .orElseGet(() -> Uni.createFrom().item(client));
    }

    private Uni<String> fetched(Errand errand, JWSHeader header) {
        return fetches.get(errand)
                .map(AssertionKeys::keys)
                .chain(keys ->
                        ClientKeys.lack(keys, header)
                                ? fetches.again(errand).map(AssertionKeys::keys)
                                : Uni.createFrom().item(keys));
    }

    private static String keys(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document document ->
                    ClientKeys.usable(document.body().toString(StandardCharsets.UTF_8));
            case Outcome.Forbidden forbidden -> throw Refusal.invalidClient(forbidden.reason());
            case Outcome.Unavailable unavailable ->
                    throw Refusal.because(
                            ErrorCode.TEMPORARILY_UNAVAILABLE,
                            "The client's keys could not be fetched; try again in a minute.",
                            unavailable.reason());
        };
    }
}
