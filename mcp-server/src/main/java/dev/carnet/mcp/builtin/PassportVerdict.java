package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.authclient.ApiRequest;
import dev.carnet.shared.caller.Caller;

/// The wording of `verify_passport`: whoever holds a passport may have it judged, but a caller here
/// is told of passports of the own workspace only; another's is as good as none.
record PassportVerdict() implements Wording {

    @Override
    public ApiRequest request(ObjectNode arguments) {
        return ApiRequest.post("/passports/verify", arguments);
    }

    @Override
    public ObjectNode answer(ObjectNode body, Caller caller) {
        boolean foreign =
                body.has("workspace")
                        && !body.path("workspace").asText().equals(caller.workspace());
        return foreign
                ? JsonNodeFactory.instance
                        .objectNode()
                        .put("active", false)
                        .put("reason", "invalid")
                : body;
    }
}
