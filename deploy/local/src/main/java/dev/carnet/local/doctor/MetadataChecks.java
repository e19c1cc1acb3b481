package dev.carnet.local.doctor;

import dev.carnet.local.doctor.Wire.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What clients read before anybody signs in.
final class MetadataChecks {

    private static final String INSPECTOR_ORIGIN = "http://localhost:6274";

    private static final List<Check> CHECKS =
            List.of(
                    new Check(
                            "every client",
                            "reads the metadata where RFC 8414 puts it",
                            "serve the document at /.well-known/oauth-authorization-server, with the"
                                    + " issuer's path inserted behind it",
                            MetadataChecks::isWhereItBelongs),
                    new Check(
                            "opencode, Codex, Copilot CLI",
                            "compares the issuer byte by byte at every well-known address",
                            "use one spelling of the issuer everywhere, without a slash at the end",
                            MetadataChecks::issuerIsExact),
                    new Check(
                            "servers on the MCP Python SDK",
                            "announce the issuer with a slash at the end",
                            "have an issuer without a slash at the end, and serve its document to who"
                                    + " asks with one",
                            MetadataChecks::bearsASlash),
                    new Check(
                            "Gemini CLI",
                            "asks for metadata below the path of the MCP server",
                            "answer addresses that do not exist with 404",
                            MetadataChecks::foreignPathIsNotFound),
                    new Check(
                            "every client",
                            "refuses a server that does not advertise PKCE with S256",
                            "list S256 in code_challenge_methods_supported, in every document",
                            MetadataChecks::pkceIsAdvertised),
                    new Check(
                            "every client",
                            "is told that iss comes with authorization responses",
                            "send iss (RFC 9207) and set"
                                    + " authorization_response_iss_parameter_supported",
                            patient ->
                                    Complaint.unless(
                                            patient.metadata()
                                                    .path(
                                                            "authorization_response_iss_parameter_supported")
                                                    .asBoolean(false),
                                            "the metadata does not promise iss, which MCP announced to"
                                                    + " demand")),
                    new Check(
                            "Codex, opencode",
                            "needs none among the authentication methods",
                            "list none in token_endpoint_auth_methods_supported",
                            patient ->
                                    Complaint.unless(
                                            patient.lists(
                                                    "token_endpoint_auth_methods_supported",
                                                    "none"),
                                            "they do not offer themselves as public clients")),
                    new Check(
                            "MCP Inspector",
                            "reads the metadata from a page in a browser",
                            "answer with Access-Control-Allow-Origin there",
                            MetadataChecks::isReadableByPages),
                    new Check(
                            "MCP Inspector",
                            "asks before it registers and fetches tokens from a page",
                            "answer preflight requests at the registration and the token endpoint",
                            MetadataChecks::preflightsAreAnswered),
                    new Check(
                            "Claude (web, desktop)",
                            "reads errors of the token endpoint as JSON",
                            "answer errors as application/json with a member error (RFC 6749 §5.2)",
                            MetadataChecks::errorsAreJson),
                    new Check(
                            "Claude (web, desktop)",
                            "comes with a client id that is known no more",
                            "answer 401 invalid_client in JSON, which means: register again",
                            MetadataChecks::staleClientIsTold));

    private MetadataChecks() {}

    static List<Check> all() {
        return CHECKS;
    }

    private static void isWhereItBelongs(Patient patient)
            throws IOException, InterruptedException, Complaint {
        var answer = ask(patient, Discovery.places(patient.issuer()).getFirst());
        Complaint.unless(answer.ok() && answer.isJson(), "it finds " + answer.shown());
    }

    private static void issuerIsExact(Patient patient)
            throws IOException, InterruptedException, Complaint {
        for (var document : documents(patient)) {
            String issuer = document.text("issuer");
            Complaint.unless(
                    issuer.equals(patient.issuer()),
                    document.from()
                            + " calls itself \""
                            + issuer
                            + "\" and not "
                            + patient.issuer());
        }
    }

    private static void bearsASlash(Patient patient)
            throws IOException, InterruptedException, Complaint {
        Complaint.unless(
                !patient.issuer().endsWith("/"),
                "the issuer ends in a slash, which half of the clients drop and half compare");
        var answer = ask(patient, Discovery.places(patient.issuer()).getFirst() + "/");
        Complaint.unless(
                answer.ok() && answer.text("issuer").equals(patient.issuer()),
                "clients that follow them find " + answer.shown());
    }

    private static void foreignPathIsNotFound(Patient patient)
            throws IOException, InterruptedException, Complaint {
        String path = URI.create(patient.resource()).getRawPath();
        String place = Discovery.places(patient.issuer()).getFirst();
        var answer = ask(patient, place + (path.isEmpty() ? "/mcp" : path));
        boolean own = answer.ok() && answer.text("issuer").equals(patient.issuer());
        Complaint.unless(
                own || answer.status() == 404,
                "it takes what is no metadata for metadata: " + answer.shown());
    }

    private static void pkceIsAdvertised(Patient patient)
            throws IOException, InterruptedException, Complaint {
        for (var document : documents(patient)) {
            boolean advertised =
                    document.document()
                            .path("code_challenge_methods_supported")
                            .valueStream()
                            .anyMatch(method -> method.asText("").equals("S256"));
            Complaint.unless(advertised, document.from() + " does not list S256");
        }
    }

    private static void isReadableByPages(Patient patient)
            throws IOException, InterruptedException, Complaint {
        for (String place : Discovery.places(patient.issuer())) {
            var answer = patient.wire().get(URI.create(place), Map.of("Origin", INSPECTOR_ORIGIN));
            Complaint.unless(
                    !answer.ok() || allows(answer),
                    "the browser hides " + place + " from the page");
        }
    }

    private static void preflightsAreAnswered(Patient patient)
            throws IOException, InterruptedException, Complaint {
        for (String member : List.of("registration_endpoint", "token_endpoint")) {
            var url = patient.endpoint(member);
            var answer = patient.wire().preflight(url, INSPECTOR_ORIGIN, "POST");
            Complaint.unless(
                    answer.status() / 100 == 2 && allows(answer),
                    "the browser sends nothing to " + url);
        }
    }

    private static boolean allows(Answer answer) {
        String origin = answer.header("Access-Control-Allow-Origin");
        return origin.equals("*") || origin.equals(INSPECTOR_ORIGIN);
    }

    private static void errorsAreJson(Patient patient)
            throws IOException, InterruptedException, Complaint {
        for (var form :
                List.of(Map.of("grant_type", "nonsense"), Map.of("code", "x", "client_id", "y"))) {
            var answer = patient.token(form);
            Complaint.unless(
                    answer.status() / 100 == 4
                            && answer.isJson()
                            && !answer.text("error").isEmpty(),
                    "it cannot read " + answer.shown());
        }
    }

    private static void staleClientIsTold(Patient patient)
            throws IOException, InterruptedException, Complaint {
        var answer =
                patient.token(
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                "stale",
                                "client_id",
                                "9f2b1c4e-stale-client"));
        Complaint.unless(
                answer.status() == 401
                        && answer.isJson()
                        && answer.text("error").equals("invalid_client"),
                "it does not register again but fails for good: " + answer.shown());
    }

    private static List<Answer> documents(Patient patient)
            throws IOException, InterruptedException {
        var documents = new ArrayList<Answer>();
        for (String place : Discovery.places(patient.issuer()).stream().distinct().toList()) {
            var answer = ask(patient, place);
            if (answer.ok() && answer.isJson()) {
                documents.add(answer);
            }
        }
        return documents;
    }

    private static Answer ask(Patient patient, String place)
            throws IOException, InterruptedException {
        return patient.wire().get(URI.create(place), Map.of());
    }
}
