package dev.carnet.auth.passport;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// A token to be judged.
///
/// @param service a server or toolset, by id or slug, or `carnet`: whether the passport counts for
///   it, too
/// @param tool what it is called there; needs a service
public record Presented(
        @NotNull @Size(max = 8192) String token,
        Optional<@Pattern(regexp = "[a-z0-9_-]{1,64}", message = "is an id or a slug") String>
                service,
        Optional<@Size(min = 1, max = 200) String> tool) {}
