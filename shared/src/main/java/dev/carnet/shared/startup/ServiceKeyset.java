package dev.carnet.shared.startup;

import dev.carnet.shared.secret.Sealer;

/// The service's own keyset, which no other service has.
public record ServiceKeyset(Sealer sealer) {}
