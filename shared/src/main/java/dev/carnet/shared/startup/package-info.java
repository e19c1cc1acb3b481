/// What both services are set up from, and what makes them refuse to start. In: the environment and
/// the database. Out: the configuration, the things both share, or one line that says what is
/// wrong. Never migrates, never writes.
@NullMarked
package dev.carnet.shared.startup;

import org.jspecify.annotations.NullMarked;
