/// Passports: short-lived tokens of agents, bound to an intent. In: what somebody asks for an
/// agent, or an agent for itself or another, with a passport or a key of its own; what agents
/// report. Out: signed passports that are never wider than all who stand behind them, the next one
/// of a line, and reviews of what the log says otherwise than the agent. Trusts the log over every
/// report. Never stores a token, and never revokes on somebody's order; that is another room.
@NullMarked
package dev.carnet.auth.passport;

import org.jspecify.annotations.NullMarked;
