package dev.carnet.verifier;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a passport says.
///
/// @param jti its id
/// @param line the passport it was renewed from first, or itself
/// @param session the delegation tree it belongs to
/// @param scopes what it may do at Carnet: `carnet:read` and such
/// @param mode how closely the agent is watched: `standard`, `logged`, `enforced`
/// @param intent what the agent said it is up to
/// @param intentServices what it said it will use: a declaration and no authority
/// @param services these and nothing else; whatever Carnet gives the agent when nothing is said
/// @param chain who delegated, the first one first
public record Passport(
        String jti,
        String line,
        String workspace,
        String agent,
        String owner,
        String session,
        Set<String> scopes,
        String mode,
        Optional<String> intent,
        List<String> intentServices,
        Optional<List<Service>> services,
        List<Ancestor> chain,
        Instant issuedAt,
        Instant expiresAt) {

    /// Who delegated.
    ///
    /// @param line of their passport
    public record Ancestor(String line, String agent, String owner) {}

    /// Something behind Carnet that it is for.
    ///
    /// @param name its slug when the passport was issued
    /// @param scopes `read`, `write`, `destructive`
    /// @param tools by their names there; all of them when nothing is said
    /// @param constraints all of which must hold of the arguments
    /// @param direct whether the agent may be handed the credential itself
    public record Service(
            String id,
            String name,
            Set<String> scopes,
            Optional<Set<String>> tools,
            List<Constraint> constraints,
            boolean direct) {}

    /// What must hold of the arguments.
    ///
    /// @param path into them, with dots between
    /// @param op `eq`, `in`, `matches`, `starts_with`
    /// @param optional whether it holds where there is nothing at the path
    public record Constraint(String path, String op, List<String> values, boolean optional) {}
}
