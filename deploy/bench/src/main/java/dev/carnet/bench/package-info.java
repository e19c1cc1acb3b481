/// `carnet bench`: what a running Carnet does per second and how long it takes, as one table. In:
/// where it runs and who owns it. Out: rates with their errors beside them. It sets no goals and
/// judges nothing; the numbers hold for this machine and this run only.
@NullMarked
package dev.carnet.bench;

import org.jspecify.annotations.NullMarked;
