package dev.carnet.auth.mandate;

import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.MandateJson;
import dev.carnet.shared.token.Service;
import java.util.List;
import java.util.Optional;

/// What an agent's passports may name, as its row keeps it: nothing while nothing narrows them.
public final class ServiceTexts {

    private ServiceTexts() {}

    /// What a row says.
    public static Granted granted(String text) {
        return text.isEmpty() ? Granted.ANYTHING : new Granted(MandateJson.of(text).services());
    }

    /// What a row is to say.
    public static String text(Granted granted) {
        return granted.services().map(ServiceTexts::text).orElse("");
    }

    private static String text(List<Service> services) {
        return MandateJson.text(
                new Mandate(
                        Mandate.Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        Optional.of(services),
                        Optional.empty(),
                        List.of()));
    }
}
