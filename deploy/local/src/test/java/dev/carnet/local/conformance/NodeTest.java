package dev.carnet.local.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {

    @TempDir private Path folder;

    @Test
    void takes_the_first_that_is_new_enough() throws IOException {
        var programs =
                List.of(
                        folder.resolve("missing").toString(),
                        program("old", "v20.20.2"),
                        program("something-else", "hello"),
                        program("good", "v22.1.0"),
                        program("newer", "v24.0.0"));
        assertEquals(
                Optional.of(new Node(folder.resolve("good").toString())), Node.firstOf(programs));
    }

    @Test
    void finds_none_among_old_ones() throws IOException {
        assertEquals(Optional.empty(), Node.firstOf(List.of(program("old", "v21.9.9"))));
    }

    private String program(String name, String says) throws IOException {
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\necho " + says + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
