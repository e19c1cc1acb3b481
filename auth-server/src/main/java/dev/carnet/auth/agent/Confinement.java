package dev.carnet.auth.agent;

import dev.carnet.auth.agent.AgentStore.Bounds;
import dev.carnet.auth.mandate.Granted;
import dev.carnet.auth.mandate.ServiceTexts;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import java.util.List;
import java.util.Optional;

/// What an agent may do before somebody changes it.
record Confinement(
        Oversight oversight,
        List<String> scopes,
        Mode mode,
        Granted services,
        Optional<Integer> lineSeconds) {

    /// What it may do afterwards, if the caller may say so.
    ///
    /// @param granted its services from then on, if they change
    Bounds changed(Optional<List<String>> names, Optional<Granted> granted, AgentEdit edit) {
        Mode wanted = edit.mode().flatMap(Mode::of).orElse(mode);
        oversight.demandBounds(mandate(mode, services), mandate(wanted, granted.orElse(services)));
        oversight.demandScopes(scopes, names.orElse(scopes));
        oversight.demandLine(lineSeconds, edit);
        return new Bounds(
                names,
                edit.mode(),
                granted.map(ServiceTexts::text),
                edit.lineSeconds(),
                edit.liftsLine(),
                edit.blocked().orElse(false),
                List.of(oversight.with(edit.bounds())));
    }

    private static Mandate mandate(Mode mode, Granted granted) {
        return new Mandate(
                mode, Optional.empty(), List.of(), granted.services(), Optional.empty(), List.of());
    }
}
