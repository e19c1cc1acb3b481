package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.carnet.local.login.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a server offers, and which of its words somebody approves.
///
/// @param path of the server
record Offer(Api api, String path, Voice voice) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// How something is said to the person.
    interface Voice {
        void say(String line, Object... values);
    }

    /// Has the server looked at now.
    void look() throws IOException {
        api.post(path + "/definitions/look", JSON.createObjectNode());
    }

    /// Shows everything, and approves what is wanted as it is shown. The exit code is 1 if
    /// something wanted is not there.
    int approve(Map<String, String> wanted, boolean all) throws IOException {
        var body = JSON.createObjectNode();
        var approved = body.putArray("definitions");
        Set<String> missing = new HashSet<>(wanted.keySet());
        var line = "%-10s %-9s %-12s %-40s %s%n";
        voice.say(line, "KIND", "STATE", "CLASS", "NAME", "LOOKS");
        var offered = new ArrayList<>(Pages.all(api, path + "/definitions?limit=100"));
        offered.sort(
                Comparator.comparing((JsonNode one) -> one.path("name").asText())
                        .thenComparing(one -> one.path("kind").asText()));
        for (var one : offered) {
            show(line, one);
            var name = one.path("name").asText();
            missing.remove(name);
            wish(one, Optional.ofNullable(wanted.get(name)), all)
                    .ifPresent(as -> add(approved, one, as));
        }
        if (!approved.isEmpty()) {
            api.post(path + "/definitions/approve", body);
        }
        voice.say("%s approved now%n", approved.size());
        missing.forEach(name -> voice.say("not listed: %s%n", name));
        return missing.isEmpty() ? 0 : 1;
    }

    /// What looks suspicious is approved by name only.
    private static Optional<String> wish(JsonNode one, Optional<String> named, boolean all) {
        boolean open = Set.of("new", "changed").contains(one.path("state").asText());
        return named.or(() ->
                all && open && one.path("flags").isEmpty()
                        ? Optional.of(one.path("suggested_class").asText("destructive"))
                        : Optional.empty());
    }

    private static void add(ArrayNode approved, JsonNode one, String as) {
        approved.addObject()
                .put("id", one.path("id").asText())
                .put("hash", one.path("hash").asText())
                .put("class", as);
    }

    private void show(String line, JsonNode one) {
        voice.say(
                line,
                one.path("kind").asText(),
                one.path("state").asText(),
                one.path("class").asText(one.path("suggested_class").asText() + "?"),
                one.path("name").asText(),
                one.path("flags").isEmpty() ? "" : "suspicious: " + one.path("flags"));
    }
}
