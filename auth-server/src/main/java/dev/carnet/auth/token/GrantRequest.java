package dev.carnet.auth.token;

import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Parameters;

/// What is asked for at the token endpoint.
///
/// @param seq the feed position from before the client was looked up: a revocation of the client
///   that the look-up missed is later than it, and ends the token
public record GrantRequest(GrantType grant, Parameters form, long seq, Visitor visitor) {

    /// The same, by somebody who proved a key.
    GrantRequest by(Visitor proven) {
        return new GrantRequest(grant, form, seq, proven);
    }
}
