/// What passports are for. In: services as people and agents name them, and what an agent, and
/// whoever delegates to it, may have at most. Out: the services a passport names, by ids that are
/// never given to another. Decides without looking anything up but names; what it gives is never
/// more than all of those who stand behind it have.
@NullMarked
package dev.carnet.auth.mandate;

import org.jspecify.annotations.NullMarked;
