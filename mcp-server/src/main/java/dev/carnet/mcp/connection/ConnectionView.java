package dev.carnet.mcp.connection;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// A person's connection to a server; what it holds is never shown.
///
/// @param kind `oauth` or `key`
/// @param state `active`, or `expired` when its person has to connect again. Of a key that does not
///   count yet: `trying`, `untried` when the server was away (the next use tries it again), or
///   `refused` when the server does not take it (it is not kept)
/// @param issuer where the person signed in
/// @param lastFour of a key
public record ConnectionView(
        String id,
        @JsonProperty("server_id") String serverId,
        @JsonProperty("person_id") String personId,
        String kind,
        String state,
        String issuer,
        String scope,
        @JsonProperty("last_four") String lastFour,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("used_at") Optional<Instant> usedAt) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
