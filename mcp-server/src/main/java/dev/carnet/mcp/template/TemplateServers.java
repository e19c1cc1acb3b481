package dev.carnet.mcp.template;

import com.google.re2j.Pattern;
import dev.carnet.mcp.server.Authentication;
import dev.carnet.mcp.server.Templates;
import dev.carnet.mcp.service.Furnishing;
import dev.carnet.mcp.service.Furnishing.Furniture;
import dev.carnet.mcp.template.Filling.Manner;
import dev.carnet.mcp.template.ServerTemplate.Variable;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Servers by the templates of the catalogue.
@Singleton
final class TemplateServers implements Templates {

    private final Catalogue catalogue;
    private final Furnishing furnishing;
    private final TemplateStore store;
    private final Clock clock;

    TemplateServers(Catalogue catalogue, Furnishing furnishing, TemplateStore store, Clock clock) {
        this.catalogue = catalogue;
        this.furnishing = furnishing;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Mould mould(String id, Map<String, String> given) {
        ServerTemplate template = template(id);
        Map<String, String> values = values(template, given);
        var filling = new Filling(listed(values));
        return new Mould(
                template.id(),
                template.version(),
                Map.copyOf(given),
                template.name(),
                template.id(),
                template.transport().orElse("api"),
                filling.texts(template.address(), Manner.PLAIN).getFirst(),
                filled(template.authentication(), filling));
    }

    private ServerTemplate template(String id) {
        return catalogue
                .named(id)
                .orElseThrow(() ->
                        Refused.field("/template", "is none of GET /server-templates: " + id));
    }

    private static Map<String, String> values(ServerTemplate template, Map<String, String> given) {
        Map<String, Variable> wanted = template.variables().orElse(Map.of());
        Map<String, String> values = new HashMap<>();
        for (String name : given.keySet()) {
            if (!wanted.containsKey(name)) {
                throw Refused.field("/variables/" + name, "is no variable of " + template.id());
            }
        }
        wanted.forEach((name, variable) ->
                values.put(name, value(name, variable, Optional.ofNullable(given.get(name)))));
        return values;
    }

    private static String value(String name, Variable variable, Optional<String> given) {
        return given.or(variable::usual)
                .filter(value -> Pattern.matches(variable.pattern(), value))
                .orElseThrow(() ->
                        Refused.field(
                                "/variables/" + name, "is needed: " + variable.description()));
    }

    private static Map<String, List<String>> listed(Map<String, String> values) {
        Map<String, List<String>> listed = new HashMap<>();
        values.forEach((name, value) -> listed.put(name, List.of(value)));
        return listed;
    }

    private static Authentication filled(Authentication how, Filling filling) {
        return new Authentication(
                how.kind(),
                how.header(),
                how.prefix(),
                how.issuer().map(text -> filling.texts(text, Manner.PLAIN).getFirst()),
                how.scopes(),
                how.clientId().map(text -> filling.texts(text, Manner.PLAIN).getFirst()),
                how.audience(),
                how.callPassport());
    }

    @Override
    public Uni<Map<String, String>> variables(
            SqlConnection transaction, String workspace, String server) {
        return store.variables(transaction, workspace, server);
    }

    @Override
    public Uni<List<ChangeBody>> furnish(
            SqlConnection transaction, ApiCall call, String server, Mould mould) {
        ServerTemplate template = template(mould.template());
        var furniture =
                new Furniture(
                        Document.of(template),
                        template.hosts().orElse(List.of()),
                        template.headers().orElse(Map.of()),
                        template.check());
        return store.put(transaction, call.workspace(), server, mould, clock.instant())
                .chain(() ->
                        mould.transport().equals("api")
                                ? furnishing.put(transaction, call, server, furniture)
                                : Uni.createFrom().item(List.of()));
    }

    @Override
    public Uni<Void> detach(SqlConnection transaction, String workspace, String server) {
        return store.delete(transaction, workspace, server);
    }
}
