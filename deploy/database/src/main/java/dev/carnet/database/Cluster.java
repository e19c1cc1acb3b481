package dev.carnet.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A data folder and the programs that make it, start a server on it and stop it.
record Cluster(Path data, Path log, PostgresBinaries binaries, Commoner commoner) {

    private static final int WAIT_SECONDS = 120;
    private static final String OURS = "carnet.conf";

    /// Makes the cluster, unless the folder has one. Whole or not at all: an interrupted attempt
    /// leaves only `….new` behind, which the next one removes.
    void make(String password) throws IOException {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        var fresh = data.resolveSibling(data.getFileName() + ".new");
        var secret = data.resolveSibling(data.getFileName() + ".pw");
        Folders.delete(fresh);
        Folders.makePrivate(fresh);
        Folders.writePrivate(secret, password);
        commoner.own(fresh);
        Programs.run(commoner.command(initdb(fresh, secret)));
        Files.delete(secret);
        Files.writeString(
                fresh.resolve("postgresql.conf"),
                "\ninclude '" + OURS + "'\n",
                StandardOpenOption.APPEND);
        Files.deleteIfExists(data);
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /// How long the log is, which is made if it is not there.
    long logged() throws IOException {
        Files.createDirectories(log.resolveSibling("."));
        Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return Files.size(log);
    }

    /// Starts a server and waits until it takes connections.
    void start(int port) throws IOException {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        Files.write(data.resolve(OURS), EmbeddedDatabase.settings(port));
        commoner.own(data);
        Programs.run(control("start", "-l", log.toString(), "-s"));
    }

    /// Stops the server of this folder if one runs, whoever started it.
    void stop() throws IOException {
        if (Postmaster.of(data).isEmpty()) {
            return;
        }
        try {
            Programs.run(control("stop", "-m", "fast", "-s"));
        } catch (IOException unclear) {
            // It may have died by itself in between, which leaves its pid file behind.
            if (Postmaster.of(data).isPresent()) {
                throw unclear;
            }
        }
    }

    /// What the server wrote since its log had that size.
    String words(long since) throws IOException {
        var all = Files.readAllBytes(log);
        int from = (int) Math.min(since, all.length);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8)
                .strip()
                .replace("\n", " | ");
    }

    private List<String> control(String what, String... options) {
        var command = new ArrayList<>(List.of(binaries.program("pg_ctl"), what));
        command.addAll(List.of("-D", data.toString(), "-w", "-t", String.valueOf(WAIT_SECONDS)));
        command.addAll(List.of(options));
        return commoner.command(command);
    }

    private List<String> initdb(Path folder, Path secret) {
        return List.of(
                binaries.program("initdb"),
                "--pgdata=" + folder,
                "--username=postgres",
                "--auth=scram-sha-256",
                "--pwfile=" + secret,
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
    }
}
