/// What operators set and see of detectors: their settings, and the security events they raised.
/// In: requests of the REST API. Out: settings that every replica watches by when the request is
/// answered; events to list, to look at, and to resolve once. Raises nothing itself.
@NullMarked
package dev.carnet.mcp.signal;

import org.jspecify.annotations.NullMarked;
