package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import java.util.Map;
import java.util.stream.Stream;

/// What a running call asks its client, and what the client has answered so far. The call goes on
/// once everything is answered.
///
/// @param questions each by its key
/// @param answers to some of them
/// @param state what the call left for its next round
record Inquiry(ObjectNode questions, ObjectNode answers, ObjectNode state) {

    static Inquiry of(InputRequired asked) {
        var questions = Json.object();
        questions.setAll(asked.questions());
        return new Inquiry(questions, Json.object(), asked.state().orElseGet(Json::object));
    }

    static Inquiry read(String text) {
        ObjectNode json = Json.parse(text);
        return new Inquiry(
                json.withObject("/questions"),
                json.withObject("/answers"),
                json.withObject("/state"));
    }

    String text() {
        var json = Json.object();
        json.set("questions", questions);
        json.set("answers", answers);
        json.set("state", state);
        return json.toString();
    }

    /// What nobody has answered yet.
    ObjectNode open() {
        ObjectNode open = questions.deepCopy();
        keys(answers).forEach(open::remove);
        return open;
    }

    boolean isAnswered() {
        return open().isEmpty();
    }

    /// With these answers; what was not asked, or was answered before, changes nothing.
    Inquiry answered(ObjectNode given) {
        ObjectNode open = open();
        ObjectNode all = answers.deepCopy();
        keys(given).filter(open::has).forEach(key -> all.set(key, given.get(key)));
        return new Inquiry(questions, all, state);
    }

    private static Stream<String> keys(ObjectNode node) {
        return node.propertyStream().map(Map.Entry::getKey);
    }
}
