package dev.carnet.auth.revocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.desk.Refused;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/// What is to be taken away.
///
/// @param id of the thing; for a passport its jti or its session, for a token its jti, for a member
///   the person
/// @param reason in words; it stands in the revocation, in the end of running streams, and hidden
///   in the audit log
/// @param dryRun only say what would end
/// @param confirm has to be true where everything of a workspace is to end
public record RevocationRequest(
        @NotNull
                @Pattern(
                        regexp =
                                "passport|token|grant|client|agent|agent_passports|key|member"
                                        + "|connection|server|workspace",
                        message =
                                "is passport, token, grant, client, agent, agent_passports, key,"
                                        + " member, connection, server or workspace")
                String type,
        @NotBlank
                @Size(max = Limits.CLIENT_URL_CHARACTERS)
                @Pattern(regexp = "[!-~]+", message = "is an id")
                String id,
        Optional<@Size(max = 500) String> reason,
        @JsonProperty("dry_run") Optional<Boolean> dryRun,
        Optional<Boolean> confirm) {

    boolean onlyLooks() {
        return dryRun.orElse(false);
    }

    /// Nobody ends everything of a workspace by a slip.
    void demandConfirmed() {
        if (type.equals(RevocationType.WORKSPACE.wire())
                && !onlyLooks()
                && !confirm.orElse(false)) {
            throw Refused.field(
                    "/confirm", "has to be true, as everything given out in the workspace ends");
        }
    }
}
