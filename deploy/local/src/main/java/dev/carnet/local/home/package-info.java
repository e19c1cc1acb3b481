/// The folder a local Carnet lives in: its lock, keysets, passwords, logs and the file that says
/// what runs. In: a path. Out: files only their owner can read. Trusts who may read the folder.
/// Never overwrites a key.
@NullMarked
package dev.carnet.local.home;

import org.jspecify.annotations.NullMarked;
