package dev.carnet.mcp.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.audit.Disclosures.Hidden;
import dev.carnet.shared.audit.Disclosures.State;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What an entry hides, as far as it can be opened.
public record DisclosuresView(long seq, List<One> disclosures) {

    /// A hidden value.
    ///
    /// @param state `open`, `erased` or `altered`
    /// @param value a text; of a long one `len` and `sha256` only
    /// @param disclosure base64url of `["salt","name",value]`, whose SHA-256 stands in `_sd`
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record One(
            String name,
            String state,
            @Schema(implementation = Object.class) Optional<JsonNode> value,
            Optional<String> disclosure) {}

    static DisclosuresView of(long seq, List<Hidden> hidden) {
        return new DisclosuresView(
                seq,
                hidden.stream()
                        .map(one ->
                                new One(
                                        one.name(),
                                        one.state().name().toLowerCase(Locale.ROOT),
                                        one.value(),
                                        one.disclosure()))
                        .toList());
    }

    static boolean isOpen(Hidden hidden) {
        return hidden.state() == State.OPEN;
    }
}
