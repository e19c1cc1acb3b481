/// A Carnet under examination: by the doctor who plays the clients of others, and by requests that
/// nobody meant. In: a Carnet of its own with a short grace for refresh tokens. Out: verdicts.
@NullMarked
package dev.carnet.journeys.examined;

import org.jspecify.annotations.NullMarked;
