/// Outages and bugs told apart. In: a failure, however it was wrapped on its way. Out: what is
/// away, or nothing when it is a bug. Never hides a failure: whoever asks logs it.
@NullMarked
package dev.carnet.shared.outage;

import org.jspecify.annotations.NullMarked;
