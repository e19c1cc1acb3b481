/// What has to be done now and then: forgetting what concerns nothing alive, and a new signing key
/// when its time has come. In: the clock. Out: fewer rows. Every replica does it; nothing breaks
/// when two do it at once or none does it for a day.
@NullMarked
package dev.carnet.auth.housekeeping;

import org.jspecify.annotations.NullMarked;
