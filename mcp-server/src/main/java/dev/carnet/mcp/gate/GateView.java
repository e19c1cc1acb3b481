package dev.carnet.mcp.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A gate as the API tells it: how the call stands, never what its arguments are; those are on the
/// page.
///
/// @param kind `confirm` or `approve`
/// @param why why it ended, as a code; empty until then
/// @param thing `tool`, `prompt` or `resource`
/// @param tool the name it was called by
/// @param upstreamTool what the server calls it
/// @param person the person the call runs for
/// @param serverName of the server, and its address, when the call was asked for
/// @param url where it is decided
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record GateView(
        String id,
        String kind,
        String state,
        String why,
        String thing,
        String tool,
        String server,
        @JsonProperty("upstream_tool") String upstreamTool,
        String toolset,
        String rule,
        @JsonProperty("policy_version") long policyVersion,
        String reason,
        String consequences,
        Effect effect,
        @JsonProperty("server_name") String serverName,
        @JsonProperty("server_address") String serverAddress,
        String subject,
        Optional<String> person,
        int quorum,
        @JsonProperty("approved_by") List<String> approvedBy,
        @JsonProperty("decided_by") Optional<String> decidedBy,
        boolean edited,
        boolean escalated,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("expires_at") Instant expiresAt,
        @JsonProperty("decided_at") Optional<Instant> decidedAt,
        @JsonProperty("ended_at") Optional<Instant> endedAt,
        String url) {

    /// What such a call does, as it was approved.
    ///
    /// @param toolClass `read`, `write` or `destructive`
    /// @param description what the tool says that it does
    /// @param repeatable whether doing it twice changes nothing more
    /// @param openWorld whether it reaches beyond the server, or may
    public record Effect(
            @JsonProperty("class") String toolClass,
            String description,
            boolean repeatable,
            @JsonProperty("open_world") boolean openWorld) {

        static Effect of(Reach reach) {
            return new Effect(
                    reach.tier(), reach.description(), reach.repeatable(), reach.openWorld());
        }
    }

    static GateView of(Gate gate, String url) {
        Gate.Ask ask = gate.ask();
        return new GateView(
                gate.id(),
                ask.demand().kind().name().toLowerCase(Locale.ROOT),
                gate.state().wire(),
                gate.why(),
                ask.thing(),
                ask.name(),
                ask.server(),
                ask.tool(),
                ask.toolset(),
                ask.demand().rule(),
                ask.demand().policyVersion(),
                ask.demand().reason(),
                ask.demand().consequences(),
                Effect.of(ask.reach()),
                gate.at().name(),
                gate.at().address(),
                ask.who().subject(),
                ask.who().person(),
                ask.demand().quorum(),
                gate.approvedBy(),
                gate.decidedBy(),
                gate.version() > 1,
                gate.escalated(),
                gate.createdAt(),
                gate.expiresAt(),
                gate.decidedAt(),
                gate.endedAt(),
                url);
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
