/// The command line, one class per command. In: words and the environment. Out: text for people,
/// last line first to be read, and an exit code. Never prints a secret that was not asked for.
@NullMarked
package dev.carnet.local.command;

import org.jspecify.annotations.NullMarked;
