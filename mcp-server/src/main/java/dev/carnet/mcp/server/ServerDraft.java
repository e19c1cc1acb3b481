package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.Transport;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// Judges what an operator says about a server. Nothing is dropped or replaced: what cannot hold is
/// refused by name.
record ServerDraft(ApiCall call) {

    private static final int SLUG = 32;

    /// Headers that belong to the connection or the protocol, or would let one caller's word in.
    private static final Set<String> NOT_FOR_KEYS =
            Set.of(
                    "host",
                    "connection",
                    "content-length",
                    "content-type",
                    "transfer-encoding",
                    "te",
                    "trailer",
                    "upgrade",
                    "accept",
                    "cookie",
                    "expect",
                    "forwarded",
                    "x-forwarded-for");

    /// The shape, if it may be.
    Shape shape(String transport, String address, Authentication authentication, boolean privat) {
        demandRight(privat);
        demand(transport, address, privat);
        demand(authentication);
        demand(transport, authentication);
        return new Shape(transport, address, authentication, privat);
    }

    /// Only an owner opens the workspace's own network to the gateway.
    private void demandRight(boolean privateAllowed) {
        if (privateAllowed && call.caller().role() != Role.OWNER) {
            throw Refused.role("Only an owner allows private addresses.");
        }
    }

    private void demand(String transport, String address, boolean privateAllowed) {
        var there =
                new Destination(
                        call.workspace(),
                        "",
                        Transport.valueOf(transport.toUpperCase(Locale.ROOT)),
                        address,
                        ServerBounds.USUAL.bounds(Transport.HTTP),
                        privateAllowed);
        there.objection()
                .ifPresent(objection -> {
                    throw Refused.field("/address", "is not acceptable: " + objection);
                });
    }

    /// A program knows one key, in a variable, and no header.
    private static void demand(String transport, Authentication authentication) {
        boolean token =
                authentication.is() == AuthKind.PERSON_OAUTH
                        || authentication.is() == AuthKind.ASSERTION;
        if (transport.equals("stdio") && token) {
            throw Refused.field(
                    "/authentication/kind", "is none, workspace_key or person_key for a program");
        }
    }

    private static void demand(Authentication authentication) {
        String header = authentication.headerName().toLowerCase(Locale.ROOT);
        if (NOT_FOR_KEYS.contains(header) || header.startsWith("mcp-")) {
            throw Refused.field("/authentication/header", "is not a header for keys");
        }
        boolean keyed =
                authentication.is() == AuthKind.WORKSPACE_KEY
                        || authentication.is() == AuthKind.PERSON_KEY;
        if (!keyed
                && (authentication.header().isPresent() || authentication.prefix().isPresent())) {
            throw Refused.field("/authentication/header", "belongs to keys only");
        }
    }

    /// Whether a secret belongs to that authentication, and can stand in a header.
    static void demandSecret(Authentication authentication, String secret) {
        if (authentication.is() == AuthKind.PERSON_OAUTH) {
            throw Refused.field(
                    "/secret",
                    "is not for people's own access: give a client's secret with its client_id and"
                            + " issuer at POST /api/v1/upstream-clients of the authorization server,"
                            + " which is where people connect");
        }
        if (authentication.is() != AuthKind.WORKSPACE_KEY) {
            throw Refused.field("/secret", "belongs to a workspace_key");
        }
        if (!secret.matches("[!-~]([ -~]*[!-~])?")) {
            throw Refused.field("/secret", "is printable ASCII without spaces around it");
        }
    }

    /// A slug made of a name.
    static String slug(String name) {
        String plain =
                Normalizer.normalize(name, Normalizer.Form.NFKD)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-");
        String cut = plain.substring(0, Math.min(SLUG, plain.length()));
        String slug = cut.replaceAll("^-+|-+$", "");
        if (slug.isEmpty()) {
            throw Refused.field("/slug", "cannot be made of this name: give one");
        }
        return slug;
    }

    /// A slug with a number behind it.
    static String slug(String first, int number) {
        String end = "-" + number;
        String cut = first.substring(0, Math.min(first.length(), SLUG - end.length()));
        return cut.replaceAll("-+$", "") + end;
    }
}
