package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A reply on its way from one replica to another: the members of a result as the texts they are,
/// so that they arrive byte for byte.
final class Parcelled {

    private static final String MEMBERS = "members";
    private static final String QUESTIONS = "questions";
    private static final String STATE = "state";
    private static final String CODE = "code";
    private static final String TEXT = "text";
    private static final String DATA = "data";
    private static final String CONSTRAINT = "constraint";
    private static final String FAULT = "fault";

    private Parcelled() {}

    static ObjectNode of(Reply reply) {
        var json = Json.object();
        switch (reply) {
            case Reply.Done(Slices members) ->
                    members.members().forEach(json.putObject(MEMBERS)::put);
            case Reply.Asked(Map<String, ObjectNode> questions, ObjectNode state) -> {
                questions.forEach(json.putObject(QUESTIONS)::set);
                json.set(STATE, state);
            }
            case Reply.Failed(int code, String message, Optional<JsonNode> data) -> {
                json.put(CODE, code).put(TEXT, message);
                data.ifPresent(it -> json.set(DATA, it));
            }
            case Reply.Barred(String constraint, String text) ->
                    json.put(CONSTRAINT, constraint).put(TEXT, text);
            case Broken broken ->
                    json.put(FAULT, broken.kind().name()).put(TEXT, broken.publicText());
        }
        return json;
    }

    static Reply reply(JsonNode json) {
        String text = json.path(TEXT).asText();
        if (json.has(MEMBERS)) {
            var members = new LinkedHashMap<String, String>();
            json.path(MEMBERS)
                    .properties()
                    .forEach(one -> members.put(one.getKey(), one.getValue().asText()));
            return new Reply.Done(new Slices(members));
        }
        if (json.path(STATE) instanceof ObjectNode state) {
            return new Reply.Asked(questions(json.path(QUESTIONS)), state);
        }
        if (json.has(CODE)) {
            return new Reply.Failed(
                    json.path(CODE).asInt(),
                    text,
                    Optional.of(json.path(DATA)).filter(it -> !it.isMissingNode()));
        }
        return json.has(CONSTRAINT)
                ? new Reply.Barred(json.path(CONSTRAINT).asText(), text)
                : Broken.of(FaultClass.valueOf(json.path(FAULT).asText()), text);
    }

    private static Map<String, ObjectNode> questions(JsonNode json) {
        var questions = new LinkedHashMap<String, ObjectNode>();
        json.properties()
                .forEach(one -> {
                    if (one.getValue() instanceof ObjectNode question) {
                        questions.put(one.getKey(), question);
                    }
                });
        return questions;
    }
}
