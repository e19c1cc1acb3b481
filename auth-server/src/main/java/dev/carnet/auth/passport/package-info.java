/// Passports: short-lived tokens of agents, bound to an intent. In: requests of whoever answers for
/// an agent, and tokens anybody wants judged. Out: signed passports, verdicts, and the list of what
/// was issued. Trusts the agent's row under its lock and the picture. Never stores a token.
@NullMarked
package dev.carnet.auth.passport;

import org.jspecify.annotations.NullMarked;
