package dev.carnet.mcp.notice;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// Somewhere a workspace wants to be told.
///
/// @param kind `webhook` or `mail`
/// @param url where a webhook is
/// @param address where mail goes to
/// @param enabled whether it is told anything; what waits for it goes on waiting meanwhile
/// @param verifiedAt when it proved that it wants to be told; before, it is told nothing
/// @param oldSecretUntil until when the secret before the newest one signs, too
/// @param version counts its changes, for `If-Match`
/// @param secret what requests to it are signed with, in the answer that made it only
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Destination(
        String id,
        String kind,
        String name,
        Optional<String> url,
        Optional<String> address,
        boolean enabled,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("verified_at") Optional<Instant> verifiedAt,
        @JsonProperty("old_secret_until") Optional<Instant> oldSecretUntil,
        int version,
        Optional<String> secret) {

    static final String WEBHOOK = "webhook";
    static final String MAIL = "mail";

    /// A new program; it is told nothing yet.
    static Destination webhook(String id, String name, String url, Instant now) {
        return new Destination(
                id,
                WEBHOOK,
                name,
                Optional.of(url),
                Optional.empty(),
                true,
                now,
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.empty());
    }

    /// A new mail address.
    ///
    /// @param verified when nobody has to prove anything, because it is the caller's own
    static Destination mail(
            String id, String name, Address address, Instant now, Optional<Instant> verified) {
        return new Destination(
                id,
                MAIL,
                name,
                Optional.empty(),
                Optional.of(address.text()),
                true,
                now,
                verified,
                Optional.empty(),
                1,
                Optional.empty());
    }

    /// The same with its secret, for the one answer that tells it.
    Destination with(String told) {
        return new Destination(
                id,
                kind,
                name,
                url,
                address,
                enabled,
                createdAt,
                verifiedAt,
                oldSecretUntil,
                version,
                Optional.of(told));
    }

    @JsonIgnore
    boolean isMail() {
        return kind.equals(MAIL);
    }

    /// Where it is: its URL or its address.
    String target() {
        return url.or(() -> address).orElseThrow();
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    @Override
    public String toString() {
        return "Destination[" + id + "]";
    }
}
