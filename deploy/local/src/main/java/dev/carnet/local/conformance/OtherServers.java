package dev.carnet.local.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The reference servers that nobody here wrote, as an operator would put them behind the gateway.
///
/// @param packages where npm put them
/// @param files what the server of files may open
/// @param graph where the server that remembers keeps its graph
record OtherServers(String node, Path packages, Path folder, Path files, Path graph) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static OtherServers in(Scripts scripts, Path folder) {
        return new OtherServers(
                scripts.node().program(),
                scripts.folder().resolve("node_modules"),
                folder,
                folder.resolve("files"),
                folder.resolve("graph.jsonl"));
    }

    /// Writes the operator's file (`CARNET_STDIO_FILE`).
    Path write() throws IOException {
        Files.createDirectories(files);
        ObjectNode all = JSON.createObjectNode();
        program(all, "everything");
        program(all, "filesystem").withArray("command").add(files.toString());
        program(all, "memory").putObject("env").put("MEMORY_FILE_PATH", graph.toString());
        Path file = folder.resolve("stdio.json");
        JSON.writeValue(file.toFile(), all);
        return file;
    }

    private ObjectNode program(ObjectNode all, String name) {
        ObjectNode one = all.putObject(name);
        one.putArray("command")
                .add(node)
                .add(
                        packages.resolve("@modelcontextprotocol/server-" + name + "/dist/index.js")
                                .toString());
        return one;
    }

    /// What the scripts need to know.
    ObjectNode settings() {
        return JSON.createObjectNode()
                .put("node", node)
                .put("packages", packages.toString())
                .put("files", files.toString())
                .put("secret", folder.resolve("secret.txt").toString())
                .put("memory", graph.toString());
    }
}
