package dev.carnet.mcp.server;

import dev.carnet.mcp.server.Templates.Mould;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/// Where requests and templates meet: what a template says is not said again by hand.
@Singleton
final class Moulding {

    private final Templates templates;

    Moulding(Templates templates) {
        this.templates = templates;
    }

    /// The mould a request names, if it names one.
    Optional<Mould> of(ServerRequest request) {
        if (request.template().isEmpty()) {
            request.variables()
                    .ifPresent(_ -> {
                        throw Refused.field("/variables", "belong to a template");
                    });
            return Optional.empty();
        }
        demandUnsaid("/transport", request.transport());
        demandUnsaid("/address", request.address());
        demandUnsaid("/authentication", request.authentication());
        return Optional.of(
                templates.mould(request.template().get(), request.variables().orElse(Map.of())));
    }

    private static void demandUnsaid(String pointer, Optional<?> said) {
        said.ifPresent(_ -> {
            throw Refused.field(pointer, "is what the template says: leave it out");
        });
    }

    /// Refuses to do by hand what a template does.
    static void demandFree(ServerRow server) {
        server.managedBy()
                .ifPresent(template -> {
                    throw new Refused(
                            Refusal.MANAGED,
                            "The template "
                                    + template
                                    + " owns this server: change it there (PUT"
                                    + " /servers/{id}/template), or detach it first (DELETE"
                                    + " /servers/{id}/template).");
                });
    }

    /// The template that owns a server.
    static String owner(ServerRow server) {
        return server.managedBy()
                .orElseThrow(
                        () -> new Refused(Refusal.NOT_ACTIVE, "No template owns this server."));
    }

    /// What belongs to a request that names no template.
    static String demand(String pointer, Optional<String> said) {
        return said.orElseThrow(() -> Refused.field(pointer, "is needed"));
    }
}
