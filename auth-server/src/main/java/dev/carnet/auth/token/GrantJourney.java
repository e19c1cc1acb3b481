package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;

/// A grant whose journey stands in a room of its own.
public interface GrantJourney {

    /// The grant it is about.
    GrantType grant();

    /// The journey, for a client that proved itself and may use the grant.
    Uni<TokenAnswer> answer(Client client, GrantRequest asked);

    /// The journey of a request that names no client, because what it brings says who asks.
    default Uni<TokenAnswer> answer(GrantRequest asked) {
        throw Refusal.invalidClient("client_not_named");
    }
}
