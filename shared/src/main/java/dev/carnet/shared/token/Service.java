package dev.carnet.shared.token;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One thing behind the gateway that a passport is for.
///
/// @param id of a server (`srv_…`) or a toolset (`tls_…`), or {@link #CARNET}
/// @param name its slug when the passport was issued, for people
/// @param scopes classes of tools: `read`, `write`, `destructive`
/// @param tools their original names there; everything when nothing is said
/// @param constraints all of which must hold
/// @param direct whether the agent may be handed the credential itself
public record Service(
        String id,
        String name,
        Set<String> scopes,
        Optional<Set<String>> tools,
        List<Constraint> constraints,
        boolean direct) {

    /// Carnet's own tools.
    public static final String CARNET = "carnet";

    /// Every class of tools.
    public static final Set<String> SCOPES = Set.of("read", "write", "destructive");

    /// So many entries a passport may have.
    public static final int MOST = 32;

    /// So many tools an entry may name.
    public static final int MOST_TOOLS = 64;

    /// In an order of its own, so that one list has one spelling.
    public Service {
        scopes = new TreeSet<>(scopes);
        tools = tools.map(TreeSet::new);
        constraints = List.copyOf(constraints);
    }

    /// Whether it bounds nothing of what may be done there.
    public boolean whole() {
        return scopes.containsAll(SCOPES) && tools.isEmpty() && constraints.isEmpty();
    }

    /// Whether whatever this lets through, the other lets through, too.
    public boolean within(Service other) {
        return id.equals(other.id)
                && other.scopes.containsAll(scopes)
                && other.tools
                        .map(theirs -> tools.filter(theirs::containsAll).isPresent())
                        .orElse(true)
                && constraints.containsAll(other.constraints)
                && (other.direct || !direct);
    }
}
