package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.GrantType;
import io.smallrye.mutiny.Uni;

/// A grant whose journey stands in a room of its own.
public interface GrantJourney {

    /// The grant it is about.
    GrantType grant();

    /// The journey, for a client that proved itself and may use the grant.
    Uni<TokenAnswer> answer(Client client, GrantRequest asked);
}
