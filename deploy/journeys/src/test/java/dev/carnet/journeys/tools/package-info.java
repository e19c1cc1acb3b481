/// Journeys through the built-in tools, with a real auth-server behind them.
@NullMarked
package dev.carnet.journeys.tools;

import org.jspecify.annotations.NullMarked;
