package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.schema.Constraints;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Service;
import java.util.List;
import java.util.Optional;

/// What the passport itself takes away, before any rule is asked. A passport that names services is
/// for these; a thing is there if one entry lets it through whole.
final class Narrowing {

    private Narrowing() {}

    /// The same access, or none.
    ///
    /// @param arguments of a call; without them a constraint might hold
    static Access narrow(
            Access access, Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        return viewer.caller()
                .mandate()
                .services()
                .map(named -> narrow(access, viewer, thing, arguments, named))
                .orElse(access);
    }

    private static Access narrow(
            Access access,
            Viewer viewer,
            Governed thing,
            Optional<ObjectNode> arguments,
            List<Service> named) {
        if (thing.aboutCaller()) {
            return access;
        }
        List<Service> fitting =
                named.stream().filter(service -> names(service, viewer, thing)).toList();
        if (fitting.isEmpty()) {
            return new Access.Hidden("outside_passport");
        }
        return arguments.isEmpty()
                        || fitting.stream().anyMatch(one -> missed(one, arguments.get()).isEmpty())
                ? access
                : new Access.Barred(
                        "passport_constraint", words(fitting.getFirst(), arguments.get()));
    }

    private static boolean names(Service service, Viewer viewer, Governed thing) {
        String name = thing.origin().map(Origin::name).orElse(thing.name());
        return thing.belongsTo(service.id(), viewer.caller().workspace())
                && service.scopes().contains(ToolClass.of(thing).wire())
                && service.tools().map(tools -> tools.contains(name)).orElse(true);
    }

    private static Optional<Constraint> missed(Service service, ObjectNode arguments) {
        return service.constraints().stream()
                .filter(one -> !Constraints.holds(one, arguments))
                .findFirst();
    }

    private static String words(Service service, ObjectNode arguments) {
        return missed(service, arguments)
                .map(one ->
                        "This passport allows %s only where %s %s %s."
                                .formatted(
                                        service.name(),
                                        one.path(),
                                        one.op().wire(),
                                        String.join(", ", one.values())))
                .orElse("This passport does not allow these arguments.");
    }
}
