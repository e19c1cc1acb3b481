/// What Carnet notices by itself: the catalogue of detectors, how a workspace has set them, and the
/// events they raise. In: something that a service noticed. Out: one row, its entry in the log, and
/// whoever follows is woken. Trusts the service that noticed; never revokes anything itself.
@NullMarked
package dev.carnet.shared.signal;

import org.jspecify.annotations.NullMarked;
