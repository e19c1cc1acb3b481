package dev.carnet.journeys.running;

import dev.carnet.bench.person.Person;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A whole Carnet with three mcp-servers on free ports, started once for all tests that ask for it
/// (`@ExtendWith(WholeCarnet.class)`, a parameter of this type) and gone after the last.
public final class WholeCarnet implements ParameterResolver {

    /// Held by every class that uses the common one: some of them stop a part of it.
    public static final String LOCK = "the common Carnet";

    /// Who owns the first workspace.
    public static final String OWNER = "owner@example.com";

    /// A resource server of somebody else's, which nobody has to run.
    public static final String ORDERS = "http://127.0.0.1:9/orders";

    /// Two are enough where a part is killed again and again; what must hold at every replica holds
    /// at three as well.
    private static final int REPLICAS = 3;

    private static final String PASSWORD = "correct horse battery staple";
    private static final ExtensionContext.Namespace NAMES =
            ExtensionContext.Namespace.create(WholeCarnet.class);

    /// A Carnet that runs.
    public record Running(Path folder, RunningCarnet carnet) implements AutoCloseable {

        /// The authorization server.
        public URI issuer() {
            return URI.create(carnet.plan().issuer());
        }

        /// The MCP endpoint as it is known: the first replica.
        public String mcp() {
            return carnet.plan().mcp();
        }

        /// The MCP endpoint of every replica.
        public List<String> replicas() {
            return carnet.plan().replicas();
        }

        /// auth-server's REST API as a resource.
        public String api() {
            return issuer() + "/api/v1";
        }

        /// The owner in front of a fresh browser.
        public Person owner() {
            return person(OWNER);
        }

        /// Somebody who was added with the common password, in front of a fresh browser.
        public Person person(String email) {
            return new Person(issuer(), email, PASSWORD);
        }

        @Override
        public void close() throws IOException {
            carnet.close();
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    /// The password of everybody.
    public static String password() {
        return PASSWORD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMES)
                .computeIfAbsent("carnet", name -> start(), Running.class);
    }

    private static Running start() {
        try {
            Path folder = Files.createTempDirectory("carnet-journeys");
            Plan plan =
                    Plan.onFreePorts(folder.resolve("home"), REPLICAS)
                            .with("CARNET_OWNER_EMAIL", OWNER)
                            .with("CARNET_OWNER_PASSWORD", PASSWORD)
                            .with("CARNET_RESOURCES", ORDERS);
            return new Running(folder, RunningCarnet.start(plan));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
