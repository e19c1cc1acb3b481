/// The load generator: callers in a closed loop on one event loop, every latency kept. In: a piece
/// of work and how many callers repeat it for how long. Out: a rate, percentiles and errors. It
/// never counts a failed request into the rate.
@NullMarked
package dev.carnet.bench.load;

import org.jspecify.annotations.NullMarked;
