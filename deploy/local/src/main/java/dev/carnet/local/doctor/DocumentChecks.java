package dev.carnet.local.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Clients whose id is the URL of a document about themselves.
final class DocumentChecks {

    private static final String CHANGE =
            "read the document behind the client id as draft-ietf-oauth-client-id-metadata-document"
                    + " says, ignore the port of loopback redirect URIs, and support none as well"
                    + " as private_key_jwt";

    /// A client and its document.
    ///
    /// @param document with the place of its own URL left out
    /// @param uses the redirect URI of its requests
    private record Fixture(String client, String does, String name, String document, String uses) {

        Check check() {
            return new Check(client, does, CHANGE, this::play);
        }

        private void play(Patient patient)
                throws IOException, InterruptedException, Complaint, NotTried {
            var served = served(patient);
            String id = served.url(name);
            served.put(name, document.replace("{}", id));
            Replay.publicClient(patient, id).signIn(uses).demandAudience(patient.resource());
        }
    }

    private static final List<Fixture> FIXTURES =
            List.of(
                    new Fixture(
                            "Claude Code",
                            "by document: loopbacks without a port, no application_type",
                            "claude-code-client-metadata",
                            """
                            {"client_id":"{}","client_name":"Claude Code","redirect_uris":[
                            "http://localhost/callback","http://127.0.0.1/callback"],
                            "grant_types":["authorization_code","refresh_token"],
                            "response_types":["code"],"token_endpoint_auth_method":"none"}
                            """,
                            "http://localhost:3118/callback"),
                    new Fixture(
                            "Claude Desktop",
                            "by document: public, and lists the jwt-bearer grant",
                            "oauth-client-metadata",
                            """
                            {"client_id":"{}","client_name":"Claude","redirect_uris":[
                            "https://claude.ai/api/mcp/auth_callback"],"grant_types":[
                            "authorization_code","refresh_token",
                            "urn:ietf:params:oauth:grant-type:jwt-bearer"],
                            "response_types":["code"],"token_endpoint_auth_method":"none"}
                            """,
                            "https://claude.ai/api/mcp/auth_callback"),
                    new Fixture(
                            "VS Code",
                            "by document: one loopback port and a page, uses another port",
                            "client-metadata.json",
                            """
                            {"client_id":"{}","client_name":"Visual Studio Code","redirect_uris":[
                            "http://127.0.0.1:33418/","https://vscode.dev/redirect"],
                            "grant_types":["authorization_code","refresh_token"],
                            "response_types":["code"],"application_type":"native",
                            "token_endpoint_auth_method":"none",
                            "logo_uri":"https://code.visualstudio.com/assets/favicon.ico"}
                            """,
                            "http://127.0.0.1:52001/"),
                    new Fixture(
                            "Copilot CLI",
                            "by document: port 33418, calls back on 60005",
                            "copilot-cli.json",
                            """
                            {"client_id":"{}","client_name":"GitHub Copilot CLI","redirect_uris":[
                            "http://127.0.0.1:33418/"],"token_endpoint_auth_method":"none"}
                            """,
                            "http://127.0.0.1:60005/"),
                    new Fixture(
                            "opencode",
                            "by document: loopback without a port, native",
                            "opencode-client.json",
                            """
                            {"client_id":"{}","client_name":"opencode","redirect_uris":[
                            "http://127.0.0.1/mcp/oauth/callback"],"application_type":"native",
                            "grant_types":["authorization_code","refresh_token"],
                            "response_types":["code"],"token_endpoint_auth_method":"none"}
                            """,
                            "http://127.0.0.1:19876/mcp/oauth/callback"),
                    new Fixture(
                            "Codex",
                            "by document: 127.0.0.1, calls back on localhost",
                            "codex-client.json",
                            """
                            {"client_id":"{}","client_name":"Codex","redirect_uris":[
                            "http://127.0.0.1/callback"],"grant_types":["authorization_code",
                            "refresh_token"],"response_types":["code"],
                            "token_endpoint_auth_method":"none"}
                            """,
                            "http://localhost:1455/callback"));

    private DocumentChecks() {}

    static List<Check> all() {
        var checks = new java.util.ArrayList<>(FIXTURES.stream().map(Fixture::check).toList());
        checks.add(
                new Check(
                        "ChatGPT",
                        "by document: proves itself with private_key_jwt and RS256",
                        CHANGE,
                        patient -> ChatGpt.play(patient, served(patient), true)));
        checks.add(
                new Check(
                        "ChatGPT",
                        "by the same document: comes as a public client",
                        CHANGE,
                        patient -> ChatGpt.play(patient, served(patient), false)));
        checks.add(
                new Check(
                        "any client with a document",
                        "signs in by the document that is published",
                        CHANGE,
                        DocumentChecks::published));
        return checks;
    }

    private static void demandSupport(Patient patient) throws NotTried {
        if (!patient.metadata().path("client_id_metadata_document_supported").asBoolean(false)) {
            throw new NotTried(
                    "the server does not advertise client_id_metadata_document_supported; such"
                            + " clients register instead");
        }
    }

    private static Documents documents(Patient patient) throws NotTried {
        demandSupport(patient);
        return patient.documents()
                .orElseThrow(() ->
                        new NotTried("--client-document names no URL that the server can read"));
    }

    private static Documents.Served served(Patient patient) throws NotTried {
        if (documents(patient) instanceof Documents.Served served) {
            return served;
        }
        throw new NotTried("this document can only be served on loopback");
    }

    private static void published(Patient patient)
            throws IOException, InterruptedException, Complaint, NotTried {
        var documents = documents(patient);
        String id =
                switch (documents) {
                    case Documents.Published published -> published.url().toString();
                    case Documents.Served served -> generic(served);
                };
        var document = patient.wire().get(Discovery.url(id), Map.of()).document();
        String redirect = document.path("redirect_uris").path(0).asText("");
        Complaint.unless(!redirect.isEmpty(), "the document at " + id + " has no redirect_uris");
        Replay.publicClient(patient, id).signIn(redirect).demandAudience(patient.resource());
    }

    private static String generic(Documents.Served served) {
        String id = served.url("client.json");
        served.put(
                "client.json",
                """
                {"client_id":"%s","client_name":"carnet doctor","redirect_uris":["%s"],
                "token_endpoint_auth_method":"none"}
                """
                        .formatted(id, RedirectChecks.PLAIN));
        return id;
    }
}
