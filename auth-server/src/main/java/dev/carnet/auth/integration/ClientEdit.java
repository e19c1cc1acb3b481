package dev.carnet.auth.integration;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.client.ClientName;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What is to change of a client of the workspace; what is not named stays.
///
/// @param refreshGraceSeconds how long a spent refresh token gets the same successor; `null` for as
///   long as everybody's
public record ClientEdit(
        @JsonProperty("client_name") Optional<@Size(min = 1, max = 100) String> clientName,
        @JsonProperty("refresh_grace_seconds")
                @Schema(type = SchemaType.INTEGER, implementation = Integer.class, nullable = true)
                WindowEdit refreshGraceSeconds) {

    /// What the client is called from then on.
    String name(ClientView old) {
        return clientName
                .map(name -> ClientName.clean(name, old.clientName()))
                .orElse(old.clientName());
    }

    /// Its window from then on; empty for the one of everybody.
    Optional<Integer> grace(ClientView old) {
        return refreshGraceSeconds.over(old.refreshGraceSeconds());
    }
}
