package dev.carnet.shared.startup;

import dev.carnet.shared.secret.Sealer;

/// The keyset of audit disclosures, which both services have.
public record AuditKeyset(Sealer sealer) {}
