package dev.carnet.local.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How clients name the resource they want a token for (RFC 8707).
final class ResourceChecks {

    private static final List<Check> CHECKS =
            List.of(
                    new Check(
                            "Claude Code 2.1.251",
                            "names no resource at all",
                            "use the default resource when none is named, where there is only one",
                            patient -> play(patient, "")),
                    new Check(
                            "Claude Code",
                            "puts a slash behind the resource",
                            "accept the resource with one slash more at its end",
                            patient -> play(patient, patient.resource() + "/")),
                    new Check(
                            "any client",
                            "writes scheme and host of the resource in upper case",
                            "compare scheme and host without regard to case",
                            patient -> play(patient, upper(patient.resource()))),
                    new Check(
                            "ChatGPT",
                            "names the origin of the MCP server as the resource",
                            "map the origin to the one resource below it",
                            patient -> play(patient, origin(patient.resource()))),
                    new Check(
                            "every client",
                            "is told of an unknown resource before anybody signs in",
                            "answer invalid_target at the authorization endpoint instead of giving a"
                                    + " token that no resource takes",
                            ResourceChecks::unknownIsRefused));

    private ResourceChecks() {}

    static List<Check> all() {
        return CHECKS;
    }

    private static void play(Patient patient, String resource)
            throws IOException, InterruptedException, Complaint, NotTried {
        RedirectChecks.plain(patient)
                .signIn(RedirectChecks.PLAIN, Map.of("resource", resource))
                .demandAudience(patient.resource());
    }

    private static void unknownIsRefused(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        var attempt =
                RedirectChecks.plain(patient)
                        .ask(
                                RedirectChecks.PLAIN,
                                Map.of("resource", "https://elsewhere.example/mcp"),
                                1);
        var response = attempt.responses().getLast();
        Complaint.unless(
                response.getOrDefault("error", "").equals("invalid_target"),
                "it is sent on with a code and learns only at the resource that it is refused");
        attempt.demandIssuer(response, patient);
    }

    private static String upper(String resource) {
        String origin = origin(resource);
        return origin.toUpperCase(Locale.ROOT) + resource.substring(origin.length());
    }

    private static String origin(String resource) {
        int path = resource.indexOf('/', resource.indexOf("://") + 3);
        return path < 0 ? resource : resource.substring(0, path);
    }
}
