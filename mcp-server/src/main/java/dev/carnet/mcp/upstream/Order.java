package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.time.Duration;
import java.util.Map;

/// A request for an upstream.
///
/// @param headers of its own, where there are headers
/// @param time until its answer; zero is for ever
record Order(
        String method,
        ObjectNode params,
        Map<String, String> headers,
        Conversation conversation,
        Duration time) {

    /// In the state of a use that is to be begun anew.
    static final String ANEW = "anew";

    /// Where a call carries its passport.
    private static final String CALL = "dev.carnet/call_passport";

    /// Without parameters, for our own purposes.
    static Order of(String method, Duration time) {
        return of(method, Json.object(), time);
    }

    static Order of(String method, ObjectNode params, Duration time) {
        return new Order(method, params, Map.of(), Conversation.SILENT, time);
    }

    /// That use, in the words of the protocol.
    static Order of(Destination destination, Pass pass, Use use, Conversation conversation) {
        ObjectNode params = Json.object();
        Map<String, String> headers = Map.of();
        switch (use.act()) {
            case Use.Act.Call(String tool, ObjectNode schema, ObjectNode arguments) -> {
                params.put("name", tool).set("arguments", arguments);
                headers = Mirror.headers(schema, arguments);
                pass.call().ifPresent(it -> params.putObject("_meta").put(CALL, it.call()));
            }
            case Use.Act.Get(String prompt, ObjectNode arguments) ->
                    params.put("name", prompt).set("arguments", arguments);
            case Use.Act.Read(String uri) -> params.put("uri", uri);
            case Use.Act.Complete(ObjectNode given) -> params.setAll(given);
        }
        use.state()
                .filter(state -> !state.has(ANEW))
                .ifPresent(state -> {
                    params.set("inputResponses", use.answers().orElseGet(Json::object));
                    params.setAll(state);
                });
        return new Order(
                method(use.act()), params, headers, conversation, destination.bounds().time());
    }

    private static String method(Use.Act act) {
        return switch (act) {
            case Use.Act.Call _ -> "tools/call";
            case Use.Act.Get _ -> "prompts/get";
            case Use.Act.Read _ -> "resources/read";
            case Use.Act.Complete _ -> "completion/complete";
        };
    }
}
