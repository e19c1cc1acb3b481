package dev.carnet.local.doctor;

import java.io.IOException;
import java.util.List;

/// How clients register, and where they then want to be called back.
final class RedirectChecks {

    /// Where the plain client is called back.
    static final String PLAIN = "http://127.0.0.1:33419/callback";

    private static final String LOOPBACK =
            "ignore the port of loopback redirect URIs (RFC 8252 §7.3) and keep comparing the rest";
    private static final String ONE_OF_SEVERAL =
            "accept vendor schemes, or drop the redirect URIs that are not acceptable and keep the"
                    + " others (RFC 7591 §3.2.1)";

    /// A client and how it behaves.
    ///
    /// @param metadata what it registers
    /// @param uses the redirect URIs of its requests
    private record Fixture(
            String client, String does, String change, String metadata, List<String> uses) {

        Check check() {
            return new Check(client, does, change, this::play);
        }

        private void play(Patient patient)
                throws IOException, InterruptedException, Complaint, NotTried {
            var replay = Replay.registered(patient, metadata);
            for (String redirect : uses) {
                replay.signIn(redirect).demandAudience(patient.resource());
            }
        }
    }

    private static final List<Fixture> FIXTURES =
            List.of(
                    new Fixture(
                            "Claude Code",
                            "registers loopbacks without a port, calls back on one of its own",
                            LOOPBACK,
                            """
                            {"client_name":"Claude Code","redirect_uris":["http://localhost/callback",
                            "http://127.0.0.1/callback"],"grant_types":["authorization_code",
                            "refresh_token"],"response_types":["code"],
                            "token_endpoint_auth_method":"none"}
                            """,
                            List.of(
                                    "http://localhost:3118/callback",
                                    "http://127.0.0.1:51763/callback")),
                    new Fixture(
                            "VS Code",
                            "registers one loopback port and a page, uses another port",
                            LOOPBACK,
                            """
                            {"client_name":"Visual Studio Code","redirect_uris":[
                            "http://127.0.0.1:33418/","https://vscode.dev/redirect"],
                            "grant_types":["authorization_code","refresh_token"],
                            "response_types":["code"],"token_endpoint_auth_method":"none",
                            "application_type":"native",
                            "logo_uri":"https://code.visualstudio.com/assets/favicon.ico"}
                            """,
                            List.of("http://127.0.0.1:52001/", "https://vscode.dev/redirect")),
                    new Fixture(
                            "Copilot CLI",
                            "registers port 33418, calls back on 60005",
                            LOOPBACK,
                            """
                            {"client_name":"GitHub Copilot CLI","redirect_uris":[
                            "http://127.0.0.1:33418/"],"token_endpoint_auth_method":"none"}
                            """,
                            List.of("http://127.0.0.1:60005/")),
                    new Fixture(
                            "Codex",
                            "registers 127.0.0.1, calls back on localhost",
                            "treat 127.0.0.1, [::1] and localhost as one when a loopback URI is"
                                    + " registered",
                            """
                            {"client_name":"Codex","redirect_uris":["http://127.0.0.1:1455/callback"],
                            "token_endpoint_auth_method":"none","grant_types":["authorization_code",
                            "refresh_token"],"response_types":["code"]}
                            """,
                            List.of("http://localhost:1455/callback")),
                    new Fixture(
                            "Cursor",
                            "registers its own scheme, a page and a loopback at once",
                            ONE_OF_SEVERAL,
                            """
                            {"client_name":"Cursor","redirect_uris":[
                            "cursor://anysphere.cursor-mcp/oauth/callback",
                            "https://www.cursor.com/agents/mcp/oauth/callback",
                            "http://localhost:8787/callback"],"grant_types":["authorization_code",
                            "refresh_token"],"response_types":["code"],
                            "token_endpoint_auth_method":"none"}
                            """,
                            List.of(
                                    "http://localhost:8787/callback",
                                    "https://www.cursor.com/agents/mcp/oauth/callback",
                                    "cursor://anysphere.cursor-mcp/oauth/callback")),
                    new Fixture(
                            "opencode",
                            "registers a loopback without a port as a native client",
                            LOOPBACK,
                            """
                            {"client_name":"opencode","redirect_uris":[
                            "http://127.0.0.1/mcp/oauth/callback"],"application_type":"native",
                            "grant_types":["authorization_code","refresh_token"],
                            "token_endpoint_auth_method":"none"}
                            """,
                            List.of("http://127.0.0.1:19876/mcp/oauth/callback")),
                    new Fixture(
                            "Gemini CLI",
                            "registers one port of localhost, calls back on another",
                            LOOPBACK,
                            """
                            {"client_name":"Gemini CLI MCP Client","redirect_uris":[
                            "http://localhost:7777/oauth/callback"],"grant_types":[
                            "authorization_code","refresh_token"],"response_types":["code"],
                            "token_endpoint_auth_method":"none"}
                            """,
                            List.of("http://localhost:43219/oauth/callback")),
                    new Fixture(
                            "Claude (web, desktop)",
                            "registers with client_secret_post and takes whatever comes",
                            "accept the method, or answer with none and no secret",
                            """
                            {"client_name":"Claude","redirect_uris":[
                            "https://claude.ai/api/mcp/auth_callback"],"grant_types":[
                            "authorization_code","refresh_token"],"response_types":["code"],
                            "token_endpoint_auth_method":"client_secret_post"}
                            """,
                            List.of("https://claude.ai/api/mcp/auth_callback")),
                    new Fixture(
                            "Claude Desktop",
                            "is a public client and lists the jwt-bearer grant",
                            "leave grants out that a stranger may not have, and register the rest",
                            """
                            {"client_name":"Claude","redirect_uris":[
                            "https://claude.ai/api/mcp/auth_callback"],"grant_types":[
                            "authorization_code","refresh_token",
                            "urn:ietf:params:oauth:grant-type:jwt-bearer"],
                            "token_endpoint_auth_method":"none"}
                            """,
                            List.of("https://claude.ai/api/mcp/auth_callback")));

    private RedirectChecks() {}

    static List<Check> all() {
        return FIXTURES.stream().map(Fixture::check).toList();
    }

    /// A public client with one loopback redirect URI, for checks about other things.
    static Replay plain(Patient patient) throws IOException, InterruptedException, Complaint {
        return Replay.registered(
                patient,
                """
                {"client_name":"carnet doctor","redirect_uris":["%s"],"grant_types":[
                "authorization_code","refresh_token"],"response_types":["code"],
                "token_endpoint_auth_method":"none"}
                """
                        .formatted(PLAIN));
    }
}
