/// How an audit entry is written down, byte for byte: canonical JSON (RFC 8785), Merkle hashes (RFC
/// 6962 §2.1), the compact range, salted disclosures (RFC 9901 layout). In: values. Out: bytes and
/// hashes. It trusts nothing it is given to be text until a strict encoder has said so. Never reads
/// a clock, a database or a random source, and is never used by the verifier.
@NullMarked
package dev.carnet.shared.chain;

import org.jspecify.annotations.NullMarked;
