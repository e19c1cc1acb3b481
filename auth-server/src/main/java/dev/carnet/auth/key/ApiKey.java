package dev.carnet.auth.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// A key as lists show it.
///
/// @param personId its owner, or who made it for the workspace
/// @param prefix how the key begins
/// @param lastUsedAt written by the resource server, a minute late at most
/// @param status `active`, `expired` or `revoked`
/// @param key the full key, only in the answer to making or rotating it
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ApiKey(
        String id,
        String name,
        String kind,
        String access,
        @JsonProperty("person_id") String personId,
        String prefix,
        String status,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("last_used_at") Optional<Instant> lastUsedAt,
        @JsonProperty("expires_at") Optional<Instant> expiresAt,
        @JsonProperty("revoked_at") Optional<Instant> revokedAt,
        Optional<String> key) {

    static final String PERSONAL = "personal";
    static final String WORKSPACE = "workspace";
    static final String READ = "read";
    static final String WRITE = "write";
    static final String ACTIVE = "active";

    boolean forPerson() {
        return kind.equals(PERSONAL);
    }

    boolean mayWrite() {
        return access.equals(WRITE);
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
