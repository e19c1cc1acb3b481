/// Where requests come from. In: an address as text. Out: which network it lies in, and whether it
/// asks too often. Trusts no header; never looks a name up.
@NullMarked
package dev.carnet.shared.network;

import org.jspecify.annotations.NullMarked;
