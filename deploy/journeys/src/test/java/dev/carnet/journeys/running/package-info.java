/// A whole Carnet to make journeys through, and what makes them: people, clients. In: packaged
/// services. Out: a running Carnet and its answers.
@NullMarked
package dev.carnet.journeys.running;

import org.jspecify.annotations.NullMarked;
