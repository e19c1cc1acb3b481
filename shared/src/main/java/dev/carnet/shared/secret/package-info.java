/// Keysets, sealed values and the text form of API keys. In: keyset files or variables. Out:
/// sealers and MACs. Never logs or returns key material.
@NullMarked
package dev.carnet.shared.secret;

import org.jspecify.annotations.NullMarked;
