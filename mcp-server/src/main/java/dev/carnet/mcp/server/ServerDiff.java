package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an approval would be about.
///
/// @param state of the server
/// @param differences all there is when it was never approved
public record ServerDiff(String state, List<Difference> differences) {

    /// One member that is not as it was approved.
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Difference(String member, Optional<String> approved, String now) {}

    static ServerDiff of(ServerRow server) {
        var found = new ArrayList<Difference>();
        Optional<Shape> was = server.approvedShape();
        Shape is = server.shape();
        add(found, "transport", was.map(Shape::transport), is.transport());
        add(found, "address", was.map(Shape::address), is.address());
        add(
                found,
                "authentication",
                was.map(shape -> shape.authentication().words()),
                is.authentication().words());
        add(
                found,
                "private_allowed",
                was.map(shape -> String.valueOf(shape.privateAllowed())),
                String.valueOf(is.privateAllowed()));
        return new ServerDiff(server.state().wire(), List.copyOf(found));
    }

    private static void add(
            List<Difference> found, String member, Optional<String> was, String now) {
        if (was.filter(now::equals).isEmpty()) {
            found.add(new Difference(member, was, now));
        }
    }
}
