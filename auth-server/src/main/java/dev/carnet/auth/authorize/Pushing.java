package dev.carnet.auth.authorize;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The authorization request inside a pushed form (RFC 9126 §2.1): everything but what proves the
/// client, which is for nobody to keep.
final class Pushing {

    private static final String KEY = "dpop_jkt";
    private static final Set<String> LEFT_OUT =
            Set.of("client_id", "client_secret", "client_assertion", "client_assertion_type", KEY);

    private Pushing() {}

    /// The request as a query.
    ///
    /// @param provenKey the thumbprint of the key whose proof came with it
    static String query(Client client, Parameters form, Optional<String> provenKey) {
        if (form.one("request_uri").isPresent()) {
            throw Refusal.invalidRequest("A pushed request cannot name another one.");
        }
        Stream<String> asked =
                form.values().keySet().stream()
                        .filter(name -> !LEFT_OUT.contains(name))
                        .flatMap(name ->
                                form.all(name).stream().map(value -> Query.pair(name, value)));
        Stream<String> key =
                key(form.one(KEY), provenKey).stream().map(value -> Query.pair(KEY, value));
        return Stream.of(Stream.of(Query.pair("client_id", client.id())), asked, key)
                .flatMap(pairs -> pairs)
                .collect(Collectors.joining("&"));
    }

    /// RFC 9449 §10.1: by parameter or by proof; if by both, it has to be the same key.
    private static Optional<String> key(Optional<String> named, Optional<String> proven) {
        if (named.isPresent() && proven.isPresent() && !named.equals(proven)) {
            throw Refusal.because(
                    ErrorCode.INVALID_DPOP_PROOF,
                    "The dpop_jkt is not the thumbprint of the key of the DPoP proof.",
                    "dpop_jkt_of_another_key");
        }
        return named.or(() -> proven);
    }
}
