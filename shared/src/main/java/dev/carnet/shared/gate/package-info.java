/// What both services say about a call that waits for a person. In: a workspace, a gate, a text
/// that belongs to it. Out: the states a gate can be in, and texts that are sealed for this gate
/// and open at no other. Trusts the keyset both services have; never decides anything.
@NullMarked
package dev.carnet.shared.gate;

import org.jspecify.annotations.NullMarked;
