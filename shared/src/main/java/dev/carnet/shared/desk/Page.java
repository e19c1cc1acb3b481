package dev.carnet.shared.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/// One page of a list, newest first. No `next_cursor` means that this was the last.
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Page<T>(List<T> items, @JsonProperty("next_cursor") Optional<String> nextCursor) {}
