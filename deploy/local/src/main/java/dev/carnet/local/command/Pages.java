package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.local.login.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Lists of the API, all pages of them.
final class Pages {

    private Pages() {}

    /// @param path with its `limit`
    static List<JsonNode> all(Api api, String path) throws IOException {
        var all = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = api.get(path + cursor);
            page.path("items").forEach(all::add);
            cursor = page.has("next_cursor") ? "&cursor=" + page.path("next_cursor").asText() : "";
        } while (!cursor.isEmpty());
        return all;
    }
}
