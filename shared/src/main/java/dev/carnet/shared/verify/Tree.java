package dev.carnet.shared.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// A Merkle tree (RFC 6962 §2.1) that grows leaf by leaf and keeps only the subtrees that are still
/// without a partner: at level `k` one of 2^k leaves, or none.
final class Tree {

    private static final int LEVELS = 64;

    private final MessageDigest sha256 = sha256();
    private final byte[] @Nullable [] waiting = new byte[LEVELS][];
    private long size;

    /// The hash of an entry.
    byte[] leaf(byte[] line) {
        sha256.update((byte) 0x00);
        return sha256.digest(line);
    }

    void grow(byte[] leaf) {
        byte[] carried = leaf;
        int level = 0;
        for (byte[] left = waiting[0]; left != null; left = waiting[level]) {
            carried = parent(left, carried);
            waiting[level++] = null;
        }
        waiting[level] = carried;
        size++;
    }

    long size() {
        return size;
    }

    byte[] root() {
        byte[] root = null;
        for (byte[] subtree : waiting) {
            if (subtree != null) {
                root = root == null ? subtree : parent(subtree, root);
            }
        }
        return root == null ? sha256.digest() : root;
    }

    private byte[] parent(byte[] left, byte[] right) {
        sha256.update((byte) 0x01);
        sha256.update(left);
        sha256.update(right);
        return sha256.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
