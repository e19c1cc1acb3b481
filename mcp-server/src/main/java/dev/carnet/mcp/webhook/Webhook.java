package dev.carnet.mcp.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// A destination.
///
/// @param verifiedAt when it proved that it wants to be told; before, it is told nothing
/// @param oldSecretUntil until when the secret before the newest one signs, too
/// @param secret what requests to it are signed with, in the answer that made it only
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Webhook(
        String id,
        String url,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("verified_at") Optional<Instant> verifiedAt,
        @JsonProperty("old_secret_until") Optional<Instant> oldSecretUntil,
        Optional<String> secret) {

    /// The same with its secret, for the one answer that tells it.
    Webhook with(String told) {
        return new Webhook(id, url, createdAt, verifiedAt, oldSecretUntil, Optional.of(told));
    }

    /// The same, proven.
    Webhook verified(Instant at) {
        return new Webhook(id, url, createdAt, Optional.of(at), oldSecretUntil, Optional.empty());
    }

    /// The same with a new secret, while the old one signs, too.
    Webhook rotated(String told, Instant until) {
        return new Webhook(id, url, createdAt, verifiedAt, Optional.of(until), Optional.of(told));
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    @Override
    public String toString() {
        return "Webhook[" + id + "]";
    }
}
