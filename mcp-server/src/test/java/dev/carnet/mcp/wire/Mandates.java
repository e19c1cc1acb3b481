package dev.carnet.mcp.wire;

import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the passports of these tests are for.
final class Mandates {

    private Mandates() {}

    static Mandate declared(Mode mode, String... services) {
        return mandate(mode, List.of(services), Optional.empty());
    }

    /// A passport that is for something else.
    static Mandate elsewhere(Mode mode) {
        return mandate(
                mode,
                List.of("files"),
                Optional.of(
                        List.of(
                                new Service(
                                        "srv_00000000000000000000",
                                        "files",
                                        Set.of("read", "write"),
                                        Optional.empty(),
                                        List.of(),
                                        false))));
    }

    static Mandate mandate(Mode mode, List<String> declared, Optional<List<Service>> services) {
        return new Mandate(mode, Optional.empty(), declared, services, Optional.empty(), List.of());
    }
}
