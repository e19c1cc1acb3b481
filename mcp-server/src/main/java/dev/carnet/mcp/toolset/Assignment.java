package dev.carnet.mcp.toolset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Set;

/// Who gets a toolset.
///
/// @param type `agent`, `template` (of agents), `role` or `person`
/// @param target the id, or the role's name
public record Assignment(
        String id,
        @JsonProperty("toolset_id") String toolsetId,
        String type,
        String target,
        @JsonProperty("created_at") Instant createdAt) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    /// Whether that caller is meant. An agent gets what is assigned to it or to a template of it,
    /// and never what its owner gets.
    ///
    /// @param templates of the calling agent
    boolean means(Caller caller, Set<String> templates) {
        return switch (caller.credential()) {
            case Credential.Passport passport ->
                    (type.equals("agent") && target.equals(passport.agent()))
                            || (type.equals("template") && templates.contains(target));
            case Credential.AccessToken token ->
                    role(caller) || (token.grant().isPresent() && person(caller.subject()));
            case Credential.Key key -> role(caller) || (key.personal() && person(key.person()));
            case Credential.Page page -> role(caller) || person(page.person());
        };
    }

    private boolean role(Caller caller) {
        return type.equals("role") && target.equals(caller.role().wire());
    }

    private boolean person(String person) {
        return type.equals("person") && target.equals(person);
    }
}
