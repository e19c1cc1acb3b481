package dev.carnet.auth.trust;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// The claim by which an issuer of many organisations says which one it speaks for.
///
/// @param claim its name, for example `tid`
/// @param value exactly what it must be
public record Tenant(
        @NotBlank @Size(max = 100) String claim, @NotBlank @Size(max = 200) String value) {}
