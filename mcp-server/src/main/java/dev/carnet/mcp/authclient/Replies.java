package dev.carnet.mcp.authclient;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What an HTTP answer of auth-server's REST API means.
final class Replies {

    private static final int LONGEST_TEXT = 500;

    private Replies() {}

    static Answer read(Transport.Reply reply) {
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return new Answer.Done(reply.body());
        }
        boolean problem = reply.body().path("code").isTextual();
        return status >= 400 && status < 500 && problem
                ? refused(reply)
                : new Answer.Unavailable("the REST API answered " + reply.summary());
    }

    private static Answer refused(Transport.Reply reply) {
        JsonNode problem = reply.body();
        return new Answer.Refused(reply.status(), problem.path("code").asText(), text(problem));
    }

    /// The public words of the problem: what happened, and each wrong field.
    private static String text(JsonNode problem) {
        List<String> parts = new ArrayList<>();
        parts.add(problem.path("detail").asText(problem.path("title").asText("It was refused.")));
        for (JsonNode error : problem.path("errors")) {
            String field = error.path("pointer").asText();
            if (!parts.getFirst().contains(field)) {
                parts.add(field + ": " + error.path("detail").asText());
            }
        }
        String text = String.join(" ", parts);
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }
}
