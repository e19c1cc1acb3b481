package dev.carnet.shared.verify;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A Merkle tree (RFC 6962 §2.1) that grows leaf by leaf and keeps only the subtrees that are still
/// without a partner: at level `k` one of 2^k leaves, or none.
final class Tree {

    private static final int LEVELS = 64;
    private static final int HASH_BYTES = 32;

    private final MessageDigest sha256 = sha256();
    private final byte[] @Nullable [] waiting = new byte[LEVELS][];
    private long size;

    /// The tree of those subtrees, largest first.
    ///
    /// @throws IllegalArgumentException when they cannot belong to a tree of that size
    static Tree of(long size, byte[] frontier) {
        if (size < 0 || frontier.length != Long.bitCount(size) * HASH_BYTES) {
            throw new IllegalArgumentException("a frontier of another size");
        }
        var tree = new Tree();
        tree.size = size;
        int at = 0;
        for (int level = LEVELS - 1; level >= 0; level--) {
            if ((size >> level & 1) == 1) {
                tree.waiting[level] = Arrays.copyOfRange(frontier, at, at + HASH_BYTES);
                at += HASH_BYTES;
            }
        }
        return tree;
    }

    /// The full subtrees, largest first.
    byte[] frontier() {
        var bytes = new ByteArrayOutputStream();
        for (int level = LEVELS - 1; level >= 0; level--) {
            byte[] subtree = waiting[level];
            if (subtree != null) {
                bytes.writeBytes(subtree);
            }
        }
        return bytes.toByteArray();
    }

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
