package dev.carnet.auth.passport;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// What an agent is sent out for.
///
/// @param summary in words, for people; it travels in the passport and stands in its list
public record Intent(@NotBlank @Size(max = 500) String summary) {}
