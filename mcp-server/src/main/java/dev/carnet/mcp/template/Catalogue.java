package dev.carnet.mcp.template;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.service.Intents;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The templates that come along, and those of the operator's folder, which stand in for others of
/// the same id.
@Singleton
public class Catalogue implements Intents {

    private final SortedMap<String, ServerTemplate> templates;

    Catalogue(ServiceConfig config, ObjectMapper json, Validator validator) {
        var reading = new TemplateReading(json, validator);
        var all = new TreeMap<String, ServerTemplate>();
        reading.bundled().forEach(one -> all.put(one.id(), one));
        config.serverTemplates()
                .map(reading::folder)
                .ifPresent(own -> own.forEach(one -> all.put(one.id(), one)));
        if (all.size() > TemplateLimits.TEMPLATES) {
            throw new RefusedToStart(
                    "CARNET_SERVER_TEMPLATES has more than " + TemplateLimits.TEMPLATES + " files");
        }
        templates = Collections.unmodifiableSortedMap(all);
    }

    /// Templates are read before anybody asks for one.
    void begin(@Observes StartupEvent event) {}

    /// All of them, by id.
    Collection<ServerTemplate> all() {
        return templates.values();
    }

    /// The one of that id.
    Optional<ServerTemplate> named(String id) {
        return Optional.ofNullable(templates.get(id));
    }

    @Override
    public Expansion expand(String intent, ObjectNode parameters) {
        String[] halves = intent.split("\\.", 2);
        return named(halves[0])
                .flatMap(template ->
                        template.intent(halves.length > 1 ? halves[1] : "")
                                .map(found -> new Expanding(template.id(), found).of(parameters)))
                .orElseGet(() ->
                        new Expansion.Unknown(
                                intent + " is no intent: GET /server-templates lists them"));
    }
}
