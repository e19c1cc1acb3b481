package dev.carnet.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.local.login.Api;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `carnet server add` is told. A key is never a word of the command: those are kept by shells
/// and seen by others on the machine.
final class NewServer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEY_CHARACTERS = 4096;

    /// How addresses begin that are no one's outside (RFC 4193 §3.1), without their last bit.
    private static final int UNIQUE_LOCAL = 0xfc;

    @Parameters(arity = "0..1", paramLabel = "URL", description = "Where it is.")
    private @Nullable String url;

    @Option(names = "--template", description = "What it is made by: ./carnet server templates.")
    private @Nullable String template;

    @Option(names = "--var", paramLabel = "NAME=VALUE", description = "What the template asks for.")
    private @Nullable Map<String, String> variables;

    @Option(names = "--name", description = "What people call it (default: its host).")
    private @Nullable String name;

    @Option(names = "--slug", description = "Part of the names of its tools.")
    private @Nullable String slug;

    @Option(
            names = "--transport",
            description =
                    "http (MCP), sse (MCP of the first revision), stdio, or api (no MCP at all).")
    private @Nullable String transport;

    @Option(
            names = "--auth",
            description =
                    "none, workspace_key, person_oauth, person_key or carnet_assertion (default:"
                            + " what is found at the URL; workspace_key with --key-file).")
    private @Nullable String auth;

    @Option(names = "--header", description = "The header a key is sent in.")
    private @Nullable String header;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file with the workspace's key; - reads it from standard input.")
    private @Nullable Path keyFile;

    @Option(
            names = "--description",
            paramLabel = "FILE",
            description = "The OpenAPI description of an api.")
    private @Nullable Path description;

    @Option(names = "--private", description = "Its host may have private addresses (owners only).")
    private boolean privateAllowed;

    /// What somebody may have forgotten who names a host of this machine or its network. Whether it
    /// may be reached without is the deployment's to say.
    Optional<String> hint() {
        return Optional.ofNullable(url)
                .filter(_ -> !privateAllowed)
                .flatMap(NewServer::host)
                .filter(NewServer::inside)
                .map(host ->
                        "%s is a private address: unless the deployment allows it, an owner has to"
                                        .formatted(host)
                                + " add it with --private.");
    }

    private static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(new URI(url).getHost());
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }

    private static boolean inside(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            var address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
            boolean unique =
                    address instanceof Inet6Address
                            && (address.getAddress()[0] & UNIQUE_LOCAL) == UNIQUE_LOCAL;
            return unique
                    || address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isAnyLocalAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /// The description, if one was named.
    Optional<String> description() throws IOException {
        return description == null ? Optional.empty() : Optional.of(Files.readString(description));
    }

    /// The request that registers it.
    ObjectNode body(Api api) throws IOException {
        if ((url == null) == (template == null)) {
            throw new IllegalArgumentException("add takes either a URL or --template");
        }
        var body = JSON.createObjectNode();
        put(body, "name", name);
        put(body, "slug", slug);
        if (privateAllowed) {
            body.put("private_allowed", true);
        }
        var key = key();
        key.ifPresent(secret -> body.put("secret", secret));
        if (template != null) {
            body.put("template", template);
            if (variables != null) {
                body.set("variables", JSON.valueToTree(variables));
            }
        } else {
            here(api, body, String.valueOf(url), key.isPresent());
        }
        return body;
    }

    private void here(Api api, ObjectNode body, String at, boolean keyed) throws IOException {
        body.put("address", at);
        if (name == null) {
            body.put("name", at.replaceFirst("^[a-z]+://", "").replaceFirst("[/:?].*$", ""));
        }
        var found = transport != null ? JSON.createObjectNode() : discovered(api, at);
        body.put(
                "transport",
                transport == null ? found.path("transport").asText("http") : transport);
        if (auth != null || keyed) {
            var how = body.putObject("authentication");
            how.put("kind", auth == null ? "workspace_key" : auth);
            put(how, "header", header);
        } else if (found.path("authentication").isObject()) {
            body.set("authentication", found.path("authentication"));
        }
    }

    private JsonNode discovered(Api api, String at) throws IOException {
        var asked = JSON.createObjectNode().put("address", at);
        if (privateAllowed) {
            asked.put("private_allowed", true);
        }
        return api.post("/servers/discover", asked);
    }

    private Optional<String> key() throws IOException {
        if (keyFile == null) {
            return Optional.empty();
        }
        byte[] bytes =
                keyFile.toString().equals("-")
                        ? System.in.readNBytes(KEY_CHARACTERS)
                        : Files.readAllBytes(keyFile);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
    }

    private static void put(ObjectNode body, String member, @Nullable String value) {
        if (value != null) {
            body.put(member, value);
        }
    }
}
