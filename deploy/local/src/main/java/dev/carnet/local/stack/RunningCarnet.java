package dev.carnet.local.stack;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.database.Migrations;
import dev.carnet.local.home.Description;
import dev.carnet.local.home.HomeLock;
import dev.carnet.local.home.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A whole Carnet in a folder: started in order, stopped in the reverse, also when this process is
/// asked to end. Its parts (`postgres`, `auth-server`, `mcp-server-1`, …) can be killed and started
/// again one by one.
public final class RunningCarnet implements AutoCloseable {

    private final Plan plan;
    private final HomeLock lock;
    private final List<String> orphans;
    private final List<Part> parts = new ArrayList<>();
    private final Thread hook = new Thread(this::closeAtExit, "stop carnet");
    private @Nullable DatabaseUrl database;
    private volatile boolean closing;

    private RunningCarnet(Plan plan, HomeLock lock, List<String> orphans) {
        this.plan = plan;
        this.lock = lock;
        this.orphans = orphans;
    }

    /// Starts everything and returns when every part is ready.
    ///
    /// @throws dev.carnet.local.home.HomeInUse when a Carnet runs in that home
    public static RunningCarnet start(Plan plan) throws IOException {
        var lock = HomeLock.take(plan.home().make());
        var carnet = new RunningCarnet(plan, lock, Orphans.stop(plan.home()));
        Runtime.getRuntime().addShutdownHook(carnet.hook);
        try {
            carnet.startAll();
            return carnet;
        } catch (IOException | RuntimeException failed) {
            carnet.close();
            throw failed;
        }
    }

    /// What runs, as written to `carnet.json`.
    public Description description() throws IOException {
        return new Description(
                plan.issuer(),
                plan.mcp(),
                plan.replicas(),
                database().withPassword(),
                pids(),
                management());
    }

    /// The plan it runs by: start it again later on the same addresses with this.
    public Plan plan() {
        return plan;
    }

    /// Services of an earlier launcher that were found running in this home and stopped.
    public List<String> orphans() {
        return orphans;
    }

    /// The names of the parts, in the order of starting.
    public List<String> parts() {
        return parts.stream().map(Part::name).toList();
    }

    /// The first part that does not run although it should.
    public Optional<String> dead() throws IOException {
        for (var part : parts) {
            if (!closing && part.process().isEmpty()) {
                return Optional.of(part.name());
            }
        }
        return Optional.empty();
    }

    /// Whether it is stopping or has stopped.
    public boolean closing() {
        return closing;
    }

    /// Kills a part (SIGKILL) and returns when it is gone.
    public void kill(String name) throws IOException {
        var process = part(name).process();
        if (process.isPresent()) {
            Ends.kill(process.get());
        }
    }

    /// Asks a part to end (SIGTERM) and returns when it has.
    public void stop(String name) throws IOException {
        part(name).stop();
    }

    /// Starts a part again where it was, and returns when it is ready.
    public void start(String name) throws IOException {
        launch(part(name));
        part(name).awaitReady();
        description().write(plan.home());
    }

    @Override
    public void close() throws IOException {
        closing = true;
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The hook is what runs this.
        }
    }

    private void startAll() throws IOException {
        Files.deleteIfExists(plan.home().setupLink());
        Files.deleteIfExists(plan.home().description());
        var keys = keys();
        database = openDatabase();
        migrate(keys);
        var settings = new Settings(plan, keys, database());
        for (int i = 0; i < plan.authPorts().size(); i++) {
            launch(authServer(settings, i));
        }
        for (int i = 0; i < plan.mcpPorts().size(); i++) {
            launch(mcpServer(settings, i));
        }
        for (var part : parts) {
            part.awaitReady();
        }
        description().write(plan.home());
    }

    private Keys keys() throws IOException {
        try {
            return Keys.of(plan.home());
        } catch (GeneralSecurityException impossible) {
            throw new IOException("this Java lacks an algorithm for the keys", impossible);
        }
    }

    private DatabaseUrl openDatabase() throws IOException {
        if (plan.database().isPresent()) {
            return plan.database().get();
        }
        var postgres = new DatabasePart(plan.home(), plan.databasePort());
        launch(postgres);
        return postgres.url();
    }

    private void migrate(Keys keys) throws IOException {
        var owner = database().source();
        try {
            Migrations.run(owner);
            Migrations.setPasswords(
                    owner,
                    Map.of(
                            "carnet_auth", keys.password("carnet_auth"),
                            "carnet_mcp", keys.password("carnet_mcp")));
        } catch (SQLException refused) {
            throw new IOException("the database refused: " + refused.getMessage(), refused);
        }
    }

    private Part authServer(Settings settings, int index) throws IOException {
        var name = index == 0 ? "auth-server" : "auth-server-" + (index + 1);
        int port = plan.authPorts().get(index);
        return new ServicePart(
                name, plan.home(), plan.authProgram(), port, settings.authServer(port));
    }

    private Part mcpServer(Settings settings, int index) throws IOException {
        var name = "mcp-server-" + (index + 1);
        int port = plan.mcpPorts().get(index);
        return new ServicePart(
                name, plan.home(), plan.mcpProgram(), port, settings.mcpServer(port));
    }

    /// One at a time, and never after stopping began.
    private synchronized void launch(Part part) throws IOException {
        if (closing) {
            throw new IOException("Carnet is stopping");
        }
        if (!parts.contains(part)) {
            parts.add(part);
        }
        part.start();
    }

    private synchronized void stopAll() throws IOException {
        for (var part : parts.reversed()) {
            part.stop();
        }
        if (lock.isHeld()) {
            Files.deleteIfExists(plan.home().description());
            lock.close();
        }
    }

    private void closeAtExit() {
        try {
            close();
        } catch (IOException failed) {
            System.err.println("carnet: not everything stopped: " + failed.getMessage());
        }
    }

    private DatabaseUrl database() {
        var known = database;
        if (known == null) {
            throw new IllegalStateException("the database was not opened");
        }
        return known;
    }

    private Part part(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part is called " + name));
    }

    private Map<String, Long> pids() throws IOException {
        var pids = new TreeMap<String, Long>();
        pids.put("launcher", ProcessHandle.current().pid());
        for (var part : parts) {
            part.process().ifPresent(process -> pids.put(part.name(), process.pid()));
        }
        return pids;
    }

    private Map<String, String> management() {
        var urls = new TreeMap<String, String>();
        for (var part : parts) {
            if (part instanceof ServicePart service) {
                urls.put(service.name(), service.management());
            }
        }
        return urls;
    }
}
