package dev.carnet.mcp.pin;

import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/// The registered servers, as this replica knows them, and what proves us to each.
public interface Backends {

    /// Those of all workspaces.
    List<Backend> everywhere();

    /// Those of a workspace, in the order of their slugs.
    List<Backend> all(String workspace);

    /// The one with that id.
    default Optional<Backend> find(String workspace, String id) {
        return all(workspace).stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /// The one with that slug.
    default Optional<Backend> at(String workspace, String slug) {
        return all(workspace).stream().filter(one -> one.slug().equals(slug)).findFirst();
    }

    /// What proves us there for that caller.
    ///
    /// @param act what it is for, if it is for one use only
    Uni<Clearance> clearance(Backend backend, Caller caller, Optional<Use.Act> act);

    /// What proves us there after the server did not take that pass: most have nothing else.
    default Uni<Clearance> again(Backend backend, Caller caller, Pass refused) {
        return Uni.createFrom()
                .item(new Clearance.Unavailable("The server does not take what proves us there."));
    }

    /// What there is to do after the server knew the caller's person by that pass, and wants more
    /// of them: where they give it, or why that would not help.
    ///
    /// @param scope what it wants beside what was given
    default Uni<Clearance> wider(Backend backend, Caller caller, String scope) {
        return Uni.createFrom()
                .item(new Clearance.Unavailable("The server does not let us do this."));
    }

    /// Whether only those who use it can prove themselves there, so that what it lists is looked at
    /// when one of them does.
    default boolean byItsUsers(Backend backend) {
        return false;
    }

    /// What proves us there when nobody calls; none for servers that know persons only.
    Uni<Clearance> own(Backend backend);
}
