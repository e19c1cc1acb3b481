package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Takes what proves us out of whatever comes back of one use: an upstream that says it again, as
/// pages about errors do, gives nobody a credential. Everything else stays as it came, byte for
/// byte. What is not JSON any more without it, is withheld whole.
public final class Echo {

    private static final String WITHHELD =
            "The answer is withheld, because it holds what proves us there.";

    private final Traces traces;
    private final AtomicBoolean heard = new AtomicBoolean();

    /// Of a use with that pass.
    public Echo(Pass pass) {
        this(pass, Map.of());
    }

    /// Of a use with that pass and those headers beside it.
    Echo(Pass pass, Map<String, String> beside) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(beside);
        headers.putAll(pass.headers());
        this.traces = Traces.of(headers);
    }

    /// Whether there is anything to look for.
    public boolean looks() {
        return !traces.forms().isEmpty();
    }

    /// Whether something was found so far.
    public boolean heard() {
        return heard.get();
    }

    /// Something was found elsewhere.
    public void found() {
        heard.set(true);
    }

    /// The reply without it.
    public Reply cleaned(Reply reply) {
        if (!looks()) {
            return reply;
        }
        try {
            return switch (reply) {
                case Reply.Done(Slices members) -> done(members, reply);
                case Reply.Asked(Map<String, ObjectNode> questions, ObjectNode state) ->
                        new Reply.Asked(questions(questions), state);
                case Reply.Failed(int code, String message, Optional<JsonNode> data) ->
                        failed(code, message, data);
                case Reply.Barred _, Broken _ -> reply;
            };
        } catch (JsonProcessingException notJson) {
            return Broken.of(FaultClass.PROTOCOL, WITHHELD);
        }
    }

    /// What an upstream says while it works, without it; empty if nothing can be told of it.
    public Optional<ObjectNode> cleaned(ObjectNode params) {
        try {
            return looks() ? Optional.of((ObjectNode) tree(params)) : Optional.of(params);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /// What it lists, without it: these words are shown to operators, and to clients once they are
    /// approved.
    Offering cleaned(Offering offering) {
        if (!looks() || !(offering instanceof Offering.Offer offer)) {
            return offering;
        }
        try {
            return new Offering.Offer(
                    offer.era(),
                    offer.version(),
                    (ObjectNode) tree(offer.server()),
                    offer.capabilities(),
                    offer.instructions().isEmpty()
                            ? Optional.empty()
                            : Optional.of(words(offer.instructions().get())),
                    nodes(offer.tools()),
                    nodes(offer.prompts()),
                    nodes(offer.resources()),
                    nodes(offer.templates()),
                    offer.omitted());
        } catch (JsonProcessingException notJson) {
            return Broken.of(FaultClass.PROTOCOL, WITHHELD);
        }
    }

    private List<ObjectNode> nodes(List<ObjectNode> nodes) throws JsonProcessingException {
        List<ObjectNode> rest = new ArrayList<>();
        for (ObjectNode node : nodes) {
            rest.add((ObjectNode) tree(node));
        }
        return List.copyOf(rest);
    }

    private String words(String text) throws JsonProcessingException {
        return tree(TextNode.valueOf(text)).asText();
    }

    private Reply done(Slices members, Reply reply) throws JsonProcessingException {
        Map<String, String> rest = new LinkedHashMap<>();
        boolean same = true;
        for (Map.Entry<String, String> member : members.members().entrySet()) {
            Optional<String> name = text(member.getKey());
            Optional<String> value = text(member.getValue());
            if (value.isPresent()) {
                Wide.MAPPER.readTree(value.get());
            }
            same &= name.isEmpty() && value.isEmpty();
            rest.put(name.orElseGet(member::getKey), value.orElseGet(member::getValue));
        }
        return same ? reply : new Reply.Done(new Slices(rest));
    }

    private Map<String, ObjectNode> questions(Map<String, ObjectNode> questions)
            throws JsonProcessingException {
        Map<String, ObjectNode> rest = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> question : questions.entrySet()) {
            rest.put(question.getKey(), (ObjectNode) tree(question.getValue()));
        }
        return rest;
    }

    private Reply failed(int code, String message, Optional<JsonNode> data)
            throws JsonProcessingException {
        String words = words(message);
        return data.isEmpty()
                ? new Reply.Failed(code, words, data)
                : new Reply.Failed(code, words, Optional.of(tree(data.get())));
    }

    private JsonNode tree(JsonNode node) throws JsonProcessingException {
        Optional<String> rest = text(node.toString());
        return rest.isPresent() ? Wide.MAPPER.readTree(rest.get()) : node;
    }

    private Optional<String> text(String json) {
        Optional<String> rest = traces.without(json);
        if (rest.isPresent()) {
            heard.set(true);
        }
        return rest;
    }
}
