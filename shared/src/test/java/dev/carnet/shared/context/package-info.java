/// What tests of this module need before any of them begins.
@NullMarked
package dev.carnet.shared.context;

import org.jspecify.annotations.NullMarked;
