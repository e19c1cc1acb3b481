package dev.carnet.bench.fuzz;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The doors a stranger can knock at. Those of the APIs describe themselves.
public final class Doors {

    private static final String ASSERTION =
            "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

    private static final List<Door> OAUTH =
            List.of(
                    Door.page(
                                    "/authorize",
                                    "response_type=code",
                                    "client_id",
                                    "redirect_uri",
                                    "scope=carnet:read carnet:write",
                                    "state=s",
                                    "resource",
                                    "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                    "code_challenge_method=S256",
                                    "prompt=?login",
                                    "response_mode=query",
                                    "request=?a.b.c",
                                    "request_uri=?urn:ietf:params:oauth:request_uri:x",
                                    "dpop_jkt=?0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
                                    "nonce=n",
                                    "carnet_workspace=?wsp_x")
                            .heavy(8),
                    Door.endpoint(
                            "/token",
                            "grant_type=authorization_code",
                            "code",
                            "redirect_uri",
                            "code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                            "client_id",
                            "client_secret=?x",
                            "resource"),
                    Door.endpoint(
                            "/token",
                            "grant_type=refresh_token",
                            "refresh_token",
                            "client_id",
                            "scope=carnet:read",
                            "resource"),
                    Door.endpoint(
                            "/token",
                            "grant_type=client_credentials",
                            "client_id",
                            ASSERTION,
                            "client_assertion=a.b.c",
                            "scope=carnet:read"),
                    Door.endpoint(
                            "/token",
                            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange",
                            "client_id",
                            "subject_token=a.b.c",
                            "subject_token_type=" + TOKEN_TYPE,
                            "actor_token=?a.b.c",
                            "actor_token_type=?" + TOKEN_TYPE,
                            "requested_token_type=" + TOKEN_TYPE,
                            "audience=?x",
                            "resource",
                            "scope=?carnet:read"),
                    Door.endpoint(
                            "/token",
                            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer",
                            "assertion=eyJhbGciOiJFUzI1NiJ9.e30.AA",
                            "client_id",
                            "scope",
                            "resource"),
                    Door.endpoint(
                            "/token",
                            "grant_type=urn:ietf:params:oauth:grant-type:device_code",
                            "device_code",
                            "client_id"),
                    Door.endpoint(
                            "/par",
                            "response_type=code",
                            "client_id",
                            "client_secret=?x",
                            "redirect_uri",
                            "scope=carnet:read",
                            "state=s",
                            "resource",
                            "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                            "code_challenge_method=S256",
                            "dpop_jkt=?x",
                            "request_uri=?x"),
                    Door.endpoint("/device_authorization", "client_id", "scope", "resource"),
                    Door.endpoint(
                            "/revoke",
                            "token",
                            "token_type_hint=refresh_token",
                            "client_id",
                            "client_secret=?x"),
                    Door.endpoint(
                            "/introspect",
                            "token",
                            "token_type_hint=access_token",
                            "client_id",
                            "client_secret=?x"),
                    Door.json(
                                    "POST",
                                    "/register",
                                    "client_name=fuzz",
                                    "redirect_uris",
                                    "grant_types",
                                    "response_types",
                                    "token_endpoint_auth_method=none",
                                    "application_type=native",
                                    "scope=carnet:read",
                                    "jwks=?x",
                                    "jwks_uri=?x",
                                    "logo_uri=?x",
                                    "client_uri=?x",
                                    "contacts=?x",
                                    "software_statement=?x",
                                    "dpop_bound_access_tokens=?x",
                                    "token_endpoint_auth_methods_supported=?none")
                            .heavy(6),
                    Door.json("GET", "/register/cli_x"),
                    Door.json("PUT", "/register/cli_x", "client_id", "redirect_uris"),
                    Door.json("DELETE", "/register/cli_x"));

    private static final List<Door> PAGES =
            List.of(
                    Door.page("/signin", "return=/account"),
                    Door.form(
                            "/signin",
                            "email=a@example.com",
                            "password",
                            "csrf",
                            "return=/account"),
                    Door.page("/signin/second"),
                    Door.form("/signin/second", "code=000000", "csrf", "return"),
                    Door.form(
                                    "/consent",
                                    "csrf",
                                    "scope_read=on",
                                    "scope_write=on",
                                    "label",
                                    "decision=allow")
                            .heavy(6),
                    Door.form("/signout", "csrf"),
                    Door.page("/setup", "token"),
                    Door.form(
                            "/setup",
                            "token",
                            "name",
                            "email=a@example.com",
                            "password",
                            "workspace"),
                    Door.page("/account"),
                    Door.form("/account/revoke", "csrf", "grant=grt_x"),
                    Door.page("/account/sessions"),
                    Door.form("/account/sessions", "csrf", "session", "id"),
                    Door.page("/account/password"),
                    Door.form("/account/password", "csrf", "current", "password", "again"),
                    Door.page("/account/security"),
                    Door.page("/account/app"),
                    Door.form("/account/app", "csrf", "code=000000", "secret"),
                    Door.page("/device", "user_code=WDJB-MJHT"),
                    Door.form("/device", "user_code=WDJB-MJHT", "csrf", "decision=allow"),
                    Door.form("/device/decision", "csrf", "decision=allow", "scope_read=on"),
                    Door.page("/reset", "token"),
                    Door.form("/reset", "token", "email=a@example.com", "password", "csrf"),
                    Door.page("/invitation", "token"),
                    Door.form("/invitation", "token", "name", "password", "csrf"),
                    Door.form("/invitation/join", "token", "csrf"),
                    Door.page("/account/passkey"),
                    Door.form("/account/passkey", "csrf", "name", "credential={}"),
                    Door.form("/account/passkey/remove", "csrf", "id"),
                    Door.form("/account/passkey/rename", "csrf", "id", "name"),
                    Door.form("/account/app/remove", "csrf", "code=000000"),
                    Door.form("/account/security/recovery-codes", "csrf"),
                    Door.page("/account/people", "carnet_workspace=?wsp_x"),
                    Door.form("/account/people", "csrf", "email=a@example.com", "role=member"),
                    Door.page("/account/workspaces"),
                    Door.form("/account/workspaces/leave", "csrf", "workspace=wsp_x"),
                    Door.form("/signin/passkey", "csrf", "credential={}", "return"),
                    Door.page("/signin/provider/cli_x", "return=/account"),
                    Door.page("/signin/callback", "state", "code", "iss", "error=?access_denied"),
                    Door.page("/account/identity", "provider", "token"),
                    Door.page("/connect"),
                    Door.page("/connect/cli_x"),
                    Door.page("/connect/start", "csrf"),
                    Door.page("/connect/callback", "state", "code", "iss", "error=?access_denied"),
                    Door.form("/connect/key", "csrf", "key"),
                    Door.form("/connect/disconnect", "csrf"),
                    Door.form("/account/identity/remove", "csrf", "identity"),
                    Door.page("/approvals", "after=?x"),
                    Door.page("/agents", "workspace=?ws_x", "after=?x"),
                    Door.form("/agents", "csrf", "name=x", "description=?x", "mode=?logged"),
                    Door.page("/agents/cli_x"),
                    Door.form("/agents/cli_x/suspend", "csrf"),
                    Door.form("/agents/cli_x/resume", "csrf"),
                    Door.form("/agents/cli_x/unblock", "csrf"),
                    Door.form("/agents/cli_x/passport", "csrf", "intent=?x", "services=?x"),
                    Door.page("/servers", "workspace=?ws_x", "after=?x"),
                    Door.page("/servers/cli_x", "done=?x"),
                    Door.form("/servers/cli_x/enable", "csrf", "list=?1"),
                    Door.form("/servers/cli_x/disable", "csrf", "list=?1"),
                    Door.form("/servers/cli_x/approve", "csrf"),
                    Door.page("/live/servers", "workspace=?ws_x", "server=?cli_x", "state=?x"),
                    Door.page("/passports", "after=?x"),
                    Door.page("/passports/cli_x", "after=?x"),
                    Door.form("/passports/cli_x/review", "csrf", "decision=accept", "note=?x"),
                    Door.page("/approvals/cli_x"),
                    Door.form(
                            "/approvals/cli_x",
                            "csrf",
                            "decision=approve",
                            "remark",
                            "arguments={}"));

    private static final List<Door> DOCUMENTS =
            List.of(
                    Door.document("/.well-known/oauth-authorization-server"),
                    Door.document("/.well-known/openid-configuration"),
                    Door.document("/.well-known/oauth-protected-resource/api/v1"),
                    Door.document("/.well-known/carnet-client.json"),
                    Door.document("/jwks"),
                    Door.json("POST", "/api/v1/passports/verify", "token=a.b.c", "audience"),
                    Door.json(
                            "POST",
                            "/api/v1/passports/delegate",
                            "token=a.b.c",
                            "passport={\"agent_id\":\"agt_x\"}"),
                    Door.json(
                            "POST",
                            "/api/v1/passports/request",
                            "assertion=a.b.c",
                            "passport={\"agent_id\":\"agt_x\"}"),
                    Door.json(
                            "POST",
                            "/api/v1/agents/enrol",
                            "agent_id=agt_x",
                            "challenge=enr_x",
                            "public_jwk={}",
                            "assertion=a.b.c"),
                    Door.json("POST", "/api/v1/passports/refresh", "token=a.b.c"),
                    Door.json(
                            "POST",
                            "/api/v1/passports/checkpoint",
                            "token=a.b.c",
                            "services_used=[]",
                            "actions_count=1",
                            "summary=x"),
                    Door.json(
                            "POST",
                            "/api/v1/passports/checkout",
                            "token=a.b.c",
                            "services_used=[]",
                            "actions_count=1",
                            "summary=x"),
                    Door.json("GET", "/api/v1/me"),
                    Door.json("POST", "/api/v1/keys", "name", "kind=personal", "access=read"));

    private static final String TOOL = "params={\"name\":\"whoami\",\"arguments\":{}}";

    /// What mcp-server answers. A new endpoint of the gateway is a line here.
    private static final List<Door> GATEWAY =
            Stream.of(
                            Door.document("/.well-known/oauth-protected-resource/mcp"),
                            Door.document("/.well-known/oauth-protected-resource/api/v1"),
                            rpc("tools/list", "params={}"),
                            rpc("tools/call", TOOL),
                            rpc("initialize", "params={\"protocolVersion\":\"2025-11-25\"}"),
                            Door.json("DELETE", "/mcp"),
                            Door.document("/api/v1/audit"),
                            Door.document("/api/v1/audit/head"),
                            Door.document("/api/v1/audit/verify"),
                            Door.document("/api/v1/audit/entries/0/disclosures"),
                            Door.json("POST", "/api/v1/audit/erasures", "subject=x", "reason=x"))
                    .map(Door::atGateway)
                    .toList();

    private static Door rpc(String method, String params) {
        return Door.json("POST", "/mcp", "jsonrpc=2.0", "id=1", "method=" + method, params);
    }

    private Doors() {}

    /// All of them, with what is known of each parameter.
    public static List<Door> all(Map<String, String> known) {
        return Stream.of(OAUTH, PAGES, DOCUMENTS, GATEWAY)
                .flatMap(List::stream)
                .map(door -> door.with(known))
                .toList();
    }
}
