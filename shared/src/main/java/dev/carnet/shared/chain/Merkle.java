package dev.carnet.shared.chain;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes of RFC 6962 §2.1. The first byte keeps a leaf from ever looking like a node.
public final class Merkle {

    /// Bytes of a hash.
    public static final int HASH_BYTES = 32;

    private Merkle() {}

    /// SHA-256(0x00 || data).
    public static byte[] leaf(byte[] data) {
        MessageDigest sha256 = sha256();
        sha256.update((byte) 0);
        return sha256.digest(data);
    }

    /// SHA-256(0x01 || left || right).
    static byte[] node(byte[] left, byte[] right) {
        MessageDigest sha256 = sha256();
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    /// The root of the empty tree, SHA-256("").
    static byte[] empty() {
        return sha256().digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
