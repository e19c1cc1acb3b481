package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// A server behind the gateway, as the API shows it.
///
/// @param slug part of the names of its tools and of its own endpoint; never changes
/// @param transport `http` (the era is found out), `sse` or `stdio`
/// @param address its URL; for `stdio` a name in the configuration file
/// @param limits as somebody set them
/// @param limitsHeld what holds: those, and what is usual for its transport
/// @param state `pending` (nobody approved this address and authentication), `rejected`, `approved`
///   or `disabled`
/// @param managedBy the template that owns it; then nobody edits it by hand
/// @param health how it was when it was last looked at, if it was
/// @param tools how many of its tools there are, by what somebody decided about them
/// @param discovered what was found out at its address, in the answer to a registration by URL
///   alone
/// @param version counts its changes, for `If-Match`
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Server(
        @JsonIgnore String workspace,
        String id,
        String slug,
        String name,
        String transport,
        String address,
        Authentication authentication,
        @JsonProperty("private_allowed") boolean privateAllowed,
        ServerBounds limits,
        @JsonProperty("limits_held") ServerBounds limitsHeld,
        String state,
        @JsonProperty("managed_by") Optional<String> managedBy,
        SecretView secret,
        Optional<HealthView> health,
        ToolsView tools,
        Optional<ApprovalView> approval,
        Optional<RejectionView> rejection,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("created_at") Instant createdAt,
        int version,
        Optional<Discovered> discovered) {

    /// Whether a secret is kept, and how it ends; nothing else of it is ever shown.
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record SecretView(
            @JsonProperty("has_key") boolean hasKey,
            @JsonProperty("last_four") Optional<String> lastFour,
            @JsonProperty("changed_at") Optional<Instant> changedAt) {}

    /// How it was when it was last looked at.
    ///
    /// @param status `ok`, or where it broke: `transport`, `tls`, `authentication`, `protocol`,
    ///   `downstream`
    /// @param seenAt when it was last well
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record HealthView(
            String status,
            String detail,
            @JsonProperty("checked_at") Instant checkedAt,
            @JsonProperty("seen_at") Optional<Instant> seenAt) {}

    /// How many of its tools there are.
    ///
    /// @param approved those that are offered
    /// @param waiting new ones that nobody looked at
    /// @param changed those that are others than were approved, and are not offered any more
    public record ToolsView(int approved, int waiting, int changed) {

        /// Nobody has looked at it.
        static final ToolsView NONE = new ToolsView(0, 0, 0);
    }

    /// Who approved it as it is or was.
    public record ApprovalView(String by, Instant at) {}

    /// Who turned it down as it is, and why; `system` when nobody approved it for a month.
    public record RejectionView(String by, String reason, Instant at) {}

    /// The answer to whoever gave a URL alone.
    Server with(Discovered found) {
        return new Server(
                workspace,
                id,
                slug,
                name,
                transport,
                address,
                authentication,
                privateAllowed,
                limits,
                limitsHeld,
                state,
                managedBy,
                secret,
                health,
                tools,
                approval,
                rejection,
                createdBy,
                createdAt,
                version,
                Optional.of(found));
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
