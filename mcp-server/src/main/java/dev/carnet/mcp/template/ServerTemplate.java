package dev.carnet.mcp.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.server.Authentication;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of a service before anybody connected to it.
///
/// @param version counts its changes: servers made by an older one are brought to it on request
/// @param key which key to get, and where
/// @param transport `api` when nothing is said
/// @param address with `{name}` for its variables
/// @param hosts where its redirects may lead; the credential never goes there
/// @param headers that it wants with every request
/// @param check a path that answers 401 to a wrong key
/// @param paths its operations, as the `paths` of an OpenAPI 3.1 description
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ServerTemplate(
        @NotNull @Pattern(regexp = "[a-z0-9](-?[a-z0-9]){0,31}") String id,
        @Min(1) int version,
        @NotBlank @Size(max = 100) String name,
        @NotBlank @Size(max = 1000) String description,
        Optional<@Size(max = 500) String> documentation,
        Optional<@Size(max = 1000) String> key,
        Optional<@Pattern(regexp = "api|http|sse") String> transport,
        @NotBlank @Size(max = 2000) String address,
        @NotNull @Valid Authentication authentication,
        Optional<Map<String, @Valid Variable>> variables,
        Optional<List<String>> hosts,
        Optional<Map<String, String>> headers,
        Optional<@Pattern(regexp = "/[A-Za-z0-9._/-]{0,199}") String> check,
        Optional<ObjectNode> paths,
        Optional<@Size(max = 100) List<@Valid Intent>> intents) {

    /// Something that is not the same everywhere.
    ///
    /// @param pattern of the whole value (RE2)
    /// @param usual its value when nobody says another
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Variable(
            @NotBlank String description, @NotBlank String pattern, Optional<String> usual) {}

    /// The intent of that name.
    Optional<Intent> intent(String name) {
        return intents.orElse(List.of()).stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
    }
}
