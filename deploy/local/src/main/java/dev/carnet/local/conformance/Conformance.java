package dev.carnet.local.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.Person;
import dev.carnet.local.doctor.Doctor;
import dev.carnet.local.doctor.Report;
import dev.carnet.local.doctor.Scripted;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.Program;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts a Carnet in one home again and again: with the fixture's tool table for the official
/// suite, as it is for the foreign clients, with one replica and with two behind a proxy, and with
/// a short grace for the doctor.
public final class Conformance {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMAIL = "owner@example.com";
    private static final String PASSWORD = "correct horse battery staple";

    /// The gateway's upstream client as a program.
    private static final String CLIENT = "dev.carnet.fixture.client.SuiteClient";

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /// Short enough that every client has to refresh while it is watched.
    private static final String TOKEN_SECONDS = "6";

    /// Short enough to be waited for.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Path source;
    private final Scripts scripts;
    private final Path home;

    private Conformance(Path source, Scripts scripts, Path home) {
        this.source = source;
        this.scripts = scripts;
        this.home = home;
    }

    /// Prepares Node and the packages.
    ///
    /// @param source the folder `deploy/conformance` of the checkout
    /// @param home an empty folder for what is started
    public static Conformance prepare(Path source, Path home)
            throws IOException, InterruptedException {
        return new Conformance(source, Scripts.prepare(source, Scripts.cache()), home);
    }

    /// Checks everything; what is checked is printed as it goes.
    public Counts run() throws IOException, InterruptedException {
        return suite().plus(gateway())
                .plus(upstreams())
                .plus(clients(1))
                .plus(clients(2))
                .plus(federation())
                .plus(connect())
                .plus(doctor())
                .plus(strangers());
    }

    /// Real programs that connect to a Carnet that nobody configured, in a home of its own.
    private Counts strangers() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(home.resolve("conformance").resolve("strangers"));
        return new Strangers(source).run(scripts, folder);
    }

    /// Sign-in through a provider that nobody here wrote: it listens on loopback, where only a
    /// Carnet for development reads anything.
    private Counts federation() throws IOException, InterruptedException {
        Plan plan = plan(1).with("CARNET_DEVELOPMENT_DOCUMENTS", "true");
        return stage("federation", plan, settings -> settings.put("federation", true));
    }

    /// People's own connections to servers of others, whose hosts an owner allows to be private.
    private Counts connect() throws IOException, InterruptedException {
        Plan plan = plan(1).with("CARNET_FETCHES_PER_MINUTE", "6000");
        return stage("connect", plan, settings -> settings.put("connect", true));
    }

    /// The doctor's table for a Carnet that reads documents on loopback, as no other should.
    private Counts doctor() throws IOException, InterruptedException {
        Plan plan =
                plan(1).with("CARNET_REFRESH_GRACE_SECONDS", String.valueOf(GRACE.toSeconds()))
                        .with("CARNET_DEVELOPMENT_DOCUMENTS", "true");
        try (var carnet = RunningCarnet.start(plan)) {
            URI issuer = URI.create(carnet.plan().issuer());
            var doctor =
                    new Doctor(
                            carnet.plan().mcp(),
                            Optional.empty(),
                            new Scripted(new Person(issuer, EMAIL, PASSWORD)),
                            GRACE,
                            Thread::sleep,
                            Optional.of(URI.create("http://127.0.0.1:0/")));
            Report report = doctor.examine(_ -> {});
            System.out.println(report.table());
            return new Counts(
                    Math.toIntExact(report.passed()),
                    Math.toIntExact(report.failed()),
                    Math.toIntExact(report.notChecked()));
        }
    }

    private Counts suite() throws IOException, InterruptedException {
        int port = freePort();
        Plan plan =
                plan(1).withMcpProgram(Program.of("mcp-fixture"))
                        .with("CARNET_ALLOWED_HOSTS", "127.0.0.1:" + port)
                        .with("CARNET_ALLOWED_ORIGINS", "http://127.0.0.1:" + port);
        return stage(
                "suite",
                plan,
                settings -> {
                    settings.put("suite", port);
                    var words = settings.putArray("client").add(JAVA);
                    Program.of("mcp-fixture", CLIENT).arguments().forEach(words::add);
                });
    }

    /// The suite's tools behind another Carnet, with a home and people of its own.
    private Counts gateway() throws IOException, InterruptedException {
        int port = freePort();
        Plan upstream =
                people(Plan.onFreePorts(home.resolve("upstream"), 1))
                        .withMcpProgram(Program.of("mcp-fixture"));
        try (var behind = RunningCarnet.start(upstream)) {
            Plan plan =
                    plan(1).with("CARNET_ALLOWED_HOSTS", "127.0.0.1:" + port)
                            .with("CARNET_ALLOWED_ORIGINS", "http://127.0.0.1:" + port);
            return stage(
                    "gateway",
                    plan,
                    settings ->
                            settings.putObject("gateway")
                                    .put("port", port)
                                    .putObject("upstream")
                                    .put("issuer", behind.plan().issuer())
                                    .put("mcp", behind.plan().mcp()));
        }
    }

    /// Servers of others behind the gateway, as packages of npm that it runs or calls.
    private Counts upstreams() throws IOException, InterruptedException {
        var others = OtherServers.in(scripts, home.resolve("conformance").resolve("others"));
        Plan plan = plan(1).with("CARNET_STDIO_FILE", others.write().toString());
        return stage("upstreams", plan, settings -> settings.set("upstreams", others.settings()));
    }

    private Counts clients(int replicas) throws IOException, InterruptedException {
        if (replicas == 1) {
            return stage(
                    "clients-1",
                    plan(1),
                    settings -> settings.put("clients", true).put("passports", true));
        }
        int port = freePort();
        Plan plan = plan(replicas).with("CARNET_MCP_URL", "http://127.0.0.1:" + port + "/mcp");
        return stage(
                "clients-" + replicas,
                plan,
                settings -> settings.put("clients", true).put("balance", port));
    }

    private Plan plan(int replicas) throws IOException {
        return people(Plan.onFreePorts(home, replicas))
                .with("CARNET_ACCESS_TOKEN_SECONDS", TOKEN_SECONDS);
    }

    private static Plan people(Plan plan) {
        return plan.with("CARNET_OWNER_EMAIL", EMAIL).with("CARNET_OWNER_PASSWORD", PASSWORD);
    }

    private Counts stage(String name, Plan plan, Consumer<ObjectNode> more)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(home.resolve("conformance").resolve(name));
        Path result = folder.resolve("result.json");
        Path file = folder.resolve("settings.json");
        try (var carnet = RunningCarnet.start(plan)) {
            ObjectNode settings = settings(carnet.plan()).put("folder", folder.toString());
            settings.put("result", result.toString());
            more.accept(settings);
            JSON.writeValue(file.toFile(), settings);
            return Counts.of(scripts.run(file), result);
        }
    }

    private static ObjectNode settings(Plan plan) {
        ObjectNode settings = JSON.createObjectNode();
        settings.put("issuer", plan.issuer()).put("mcp", plan.mcp());
        settings.put("email", EMAIL).put("password", PASSWORD);
        var replicas = settings.putArray("replicas");
        plan.replicas().forEach(replica -> replicas.add(origin(URI.create(replica))));
        return settings;
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getAuthority();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
