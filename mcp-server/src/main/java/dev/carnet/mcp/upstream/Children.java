package dev.carnet.mcp.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// The processes of this replica: one for each workspace, principal and set of capabilities that
/// uses a program, and so many for each workspace, whatever others have. Nothing of our environment
/// reaches them but `PATH`, and of what proves us only what the operator's file has a variable for.
final class Children {

    /// Gives the process a group of its own, so that what it starts ends with it.
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private final Map<Seats, Semaphore> seats = new ConcurrentHashMap<>();
    private final StdioServers servers;

    Children(StdioServers servers) {
        this.servers = servers;
    }

    /// Whose processes are counted together.
    private record Seats(String workspace, String program) {}

    int size() {
        return running.size();
    }

    /// Starts the program that the destination names.
    Future<Child> start(SessionKey key, Pass pass, Context context) {
        String name = key.destination().address();
        String workspace = key.destination().workspace();
        Optional<Program> program = servers.program(name, workspace);
        if (program.isEmpty()) {
            return refused("The operator's configuration has no stdio server of that name.");
        }
        Semaphore free =
                seats.computeIfAbsent(
                        new Seats(workspace, name), _ -> new Semaphore(program.get().processes()));
        int rest = key.lane() > 0 ? program.get().processes() / 2 : 0;
        if (!seated(free, rest)) {
            return Future.failedFuture(
                    Fault.with(
                            Fault.Trait.NO_ROOM,
                            FaultClass.TRANSPORT,
                            "As many processes of that server run for this workspace as may, and"
                                    + " none is idle."));
        }
        Promise<Child> started = Promise.promise();
        Thread.startVirtualThread(() -> start(key, pass, program.get(), free, context, started));
        return started.future();
    }

    /// One principal's further processes leave half of the seats to others.
    private synchronized boolean seated(Semaphore free, int rest) {
        return free.availablePermits() > rest && free.tryAcquire();
    }

    private void start(
            SessionKey key,
            Pass pass,
            Program program,
            Semaphore free,
            Context context,
            Promise<Child> started) {
        try {
            furnish(program, key.destination().workspace());
            Process process = builder(program, pass).start();
            var child =
                    new Child(
                            context,
                            key.destination().address(),
                            process,
                            key.destination().bounds().resultBytes());
            running.add(child);
            child.ended()
                    .onComplete(_ -> {
                        running.remove(child);
                        free.release();
                    });
            child.begin();
            started.complete(child);
        } catch (IOException unable) {
            free.release();
            started.fail(
                    Fault.counting(
                            FaultClass.TRANSPORT, "The server's program cannot be started."));
        }
    }

    /// A folder that is named after the workspace is made when it is needed first, for us alone.
    private static void furnish(Program program, String workspace) throws IOException {
        Optional<Path> own =
                program.directory().filter(path -> path.endsWith(workspace) && !Files.exists(path));
        if (own.isPresent()) {
            Files.createDirectories(
                    own.get(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static ProcessBuilder builder(Program program, Pass pass) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(program.limits().before(program.command()));
        var builder = new ProcessBuilder(command);
        String path =
                Optional.ofNullable(builder.environment().get("PATH")).orElse("/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(Map.copyOf(program.env()));
        program.secret()
                .ifPresent(name ->
                        pass.headers()
                                .values()
                                .forEach(key -> builder.environment().put(name, key)));
        program.directory().ifPresent(directory -> builder.directory(directory.toFile()));
        return builder;
    }

    private static Future<Child> refused(String why) {
        return Future.failedFuture(Fault.of(FaultClass.TRANSPORT, why));
    }

    /// Ends them all.
    void close() {
        List.copyOf(running).forEach(child -> child.close(Optional.empty()));
    }
}
