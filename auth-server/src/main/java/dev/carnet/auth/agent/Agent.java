package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An agent as the API shows it.
///
/// @param ownerId the person it answers to, whose role bounds it
/// @param scopes the most its passports may have
/// @param status `active` or `suspended`
/// @param mode how closely it is watched: `standard`, `logged`, `enforced`
/// @param services what its passports may name at most; whatever the gateway gives it when nothing
///   is said
/// @param onInfo what becomes of it at a finding that is worth knowing: `none`, `notify`, `revoke`
///   (what it has ends) or `block` (and it gets nothing until somebody looked)
/// @param onWarning the same when something is odd
/// @param onCritical the same when something is wrong
/// @param lineSeconds how long one passport of it is renewed at most, if that is said of it
/// @param templates ids of the templates it is of, at the gateway: it gets what is assigned to
///   them, and has at most what their limits say
/// @param blocked whether somebody has to look at what it did before it gets passports
/// @param enrolled whether it asks for passports with a key of its own
/// @param version counts its changes, for `If-Match`
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Agent(
        String id,
        String name,
        String description,
        @JsonProperty("owner_id") String ownerId,
        List<String> scopes,
        String status,
        String mode,
        Optional<List<ServiceForm>> services,
        @JsonProperty("on_info") String onInfo,
        @JsonProperty("on_warning") String onWarning,
        @JsonProperty("on_critical") String onCritical,
        @JsonProperty("line_seconds") Optional<Integer> lineSeconds,
        List<String> templates,
        boolean blocked,
        boolean enrolled,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
