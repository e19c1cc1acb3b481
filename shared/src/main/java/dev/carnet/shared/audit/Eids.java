package dev.carnet.shared.audit;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;

/// Event ids: UUIDv7 (RFC 9562 §5.7), so that they sort by time and sit together in an index.
final class Eids {

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();

    private Eids() {}

    /// A fresh id for an event of that time.
    static String fresh(Instant at) {
        return GENERATOR.construct(at.toEpochMilli()).toString();
    }
}
