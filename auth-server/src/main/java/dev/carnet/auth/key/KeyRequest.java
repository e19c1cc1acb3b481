package dev.carnet.auth.key;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What a key is asked for with.
///
/// @param kind `personal` (acts as its owner) or `workspace`
/// @param access `read`, the default, or `write`
/// @param expires `30d`, `90d`, `never` or a time (RFC 3339); the default is `90d`
public record KeyRequest(
        @NotBlank @Size(max = 100) String name,
        @NotNull @Pattern(regexp = "personal|workspace", message = "is personal or workspace")
                String kind,
        Optional<@Pattern(regexp = "read|write", message = "is read or write") String> access,
        Optional<@Size(max = 40) String> expires) {

    boolean forPerson() {
        return kind.equals(ApiKey.PERSONAL);
    }

    String accessOrRead() {
        return access.orElse(ApiKey.READ);
    }
}
