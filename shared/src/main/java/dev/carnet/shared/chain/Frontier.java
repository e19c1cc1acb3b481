package dev.carnet.shared.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The compact range of a log: the roots of its full subtrees, largest first, one for each bit set
/// in its size. Enough to append and to give the root, at most 64 × 32 bytes. Not thread-safe.
public final class Frontier {

    private long size;
    private final List<byte[]> roots;

    private Frontier(long size, List<byte[]> roots) {
        this.size = size;
        this.roots = roots;
    }

    /// The frontier of a log without entries.
    public static Frontier empty() {
        return new Frontier(0, new ArrayList<>());
    }

    /// The frontier that these stored bytes describe.
    ///
    /// @throws IllegalArgumentException when they cannot belong to a log of that size
    public static Frontier of(long size, byte[] bytes) {
        if (bytes.length != Long.bitCount(size) * Merkle.HASH_BYTES) {
            throw new IllegalArgumentException("a frontier of another size");
        }
        var roots = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; at += Merkle.HASH_BYTES) {
            roots.add(Arrays.copyOfRange(bytes, at, at + Merkle.HASH_BYTES));
        }
        return new Frontier(size, roots);
    }

    /// Adds a leaf hash: wherever two subtrees are now equally large, they become one.
    public void add(byte[] leaf) {
        byte[] root = leaf;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            root = Merkle.node(roots.removeLast(), root);
        }
        roots.add(root);
        size++;
    }

    /// How many leaves there are.
    public long size() {
        return size;
    }

    /// The root of the whole tree: the subtrees folded from the smallest up.
    public byte[] root() {
        if (roots.isEmpty()) {
            return Merkle.empty();
        }
        byte[] root = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Merkle.node(roots.get(i), root);
        }
        return root;
    }

    /// The bytes to store.
    public byte[] bytes() {
        var bytes = new byte[roots.size() * Merkle.HASH_BYTES];
        for (int i = 0; i < roots.size(); i++) {
            System.arraycopy(roots.get(i), 0, bytes, i * Merkle.HASH_BYTES, Merkle.HASH_BYTES);
        }
        return bytes;
    }
}
