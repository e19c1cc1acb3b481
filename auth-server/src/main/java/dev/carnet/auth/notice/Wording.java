package dev.carnet.auth.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.approval.Plainly;
import dev.carnet.auth.client.ClientName;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a letter about several things says: the worst first, some in words and the rest as a
/// number. It says no more than a program would be told.
///
/// @param subject one line
/// @param text plain
record Wording(String subject, String text) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SEVERITIES = List.of("critical", "warning", "info");
    private static final int LINE = 300;

    private record Item(int rank, String title, String words) {}

    /// The letter about these bodies of deliveries.
    static Wording of(String workspace, List<String> bodies) {
        List<Item> items =
                bodies.stream()
                        .map(Wording::item)
                        .sorted(Comparator.comparingInt(Item::rank))
                        .toList();
        String title =
                items.size() == 1 ? items.getFirst().title() : "%d notices".formatted(items.size());
        String place = ClientName.clean(workspace, "?");
        return new Wording(
                line("Carnet, " + place + ": " + title),
                """
                In the workspace "%s":

                %s
                You get this because a rule of the workspace names this address. Who administers it \
                can change that.
                """
                        .formatted(place, words(items)));
    }

    private static String words(List<Item> items) {
        String shown =
                items.stream()
                        .limit(NoticeLimits.SHOWN)
                        .map(Item::words)
                        .collect(Collectors.joining("\n"));
        int more = items.size() - NoticeLimits.SHOWN;
        return more > 0 ? shown + "\nand " + more + " more.\n" : shown;
    }

    private static Item item(String body) {
        JsonNode json = read(body);
        String type = json.path("type").asText();
        if (type.equals("security_event")) {
            return event(json.path("event"));
        }
        if (type.startsWith("server.")) {
            return server(type, json);
        }
        return type.startsWith("gate.")
                ? gate(json.path("gate"))
                : new Item(
                        SEVERITIES.size(),
                        "a test",
                        "This is a test. Nothing happened; letters arrive.\n");
    }

    private static Item event(JsonNode event) {
        String severity = text(event, "severity");
        String kind = text(event, "kind");
        String agent = event.has("agent") ? "\n  agent " + text(event, "agent") : "";
        return new Item(
                Math.floorMod(SEVERITIES.indexOf(severity), SEVERITIES.size() + 1),
                severity + ": " + kind,
                "%s: %s (%s)\n  %s%s\n  %s\n"
                        .formatted(
                                severity.toUpperCase(Locale.ROOT),
                                text(event, "message"),
                                kind,
                                text(event, "created_at"),
                                agent,
                                text(event, "url")));
    }

    private static Item gate(JsonNode gate) {
        String what = "a call of " + text(gate, "tool") + " is " + text(gate, "state");
        JsonNode effect = gate.path("effect");
        String does =
                effect.path("class").asText().isEmpty()
                        ? ""
                        : "  %s; the tool says: %s\n"
                                .formatted(text(effect, "class"), text(effect, "description"));
        return new Item(
                SEVERITIES.size(), what, "%s\n%s  %s\n".formatted(what, does, text(gate, "url")));
    }

    /// Away, back, or turned down.
    private static Item server(String type, JsonNode json) {
        JsonNode rejection = json.path("rejection");
        if (!rejection.isMissingNode()) {
            String what = "the server " + text(rejection, "slug") + " is rejected";
            return new Item(
                    SEVERITIES.size(), what, "%s\n  %s\n".formatted(what, text(rejection, "url")));
        }
        JsonNode health = json.path("health");
        String what =
                "the server %s is %s"
                        .formatted(
                                text(health, "slug"),
                                type.equals("server.ok") ? "back" : "failing");
        return new Item(
                SEVERITIES.size(),
                what,
                "%s\n  %s, was %s\n  %s\n"
                        .formatted(
                                what,
                                text(health, "status"),
                                text(health, "was"),
                                text(health, "changed_at")));
    }

    private static String text(JsonNode from, String member) {
        return line(from.path(member).asText());
    }

    /// One line of bounded length in which everything can be seen.
    private static String line(String text) {
        String plain = Plainly.text(text.replace('\n', ' '));
        return plain.length() <= LINE ? plain : plain.substring(0, LINE) + "…";
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a delivery that is no JSON", broken);
        }
    }
}
