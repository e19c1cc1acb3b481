package dev.carnet.verifier;

import java.time.Instant;

/// Which call passports were used already. All replicas of a server share one, in a database as
/// {@link UsedStore} does; {@link UsedInMemory} will do for a server that is one process.
public interface Used {

    /// Notes that a call passport is used. Of all who ask about the same one, one is answered true.
    ///
    /// @param until after which it need not be remembered
    /// @return whether it was not used before; false also when that cannot be remembered
    boolean first(String jti, Instant until);
}
