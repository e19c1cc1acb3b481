package dev.carnet.bench.load;

import io.vertx.core.Future;

/// What a caller does over and over.
public interface Work {

    /// Does it once; true when it went as it should.
    ///
    /// @param caller 0 … callers - 1
    Future<Boolean> act(int caller);
}
