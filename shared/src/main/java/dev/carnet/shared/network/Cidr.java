package dev.carnet.shared.network;

import java.net.InetAddress;
import java.util.Optional;

/// A network in CIDR notation, like `10.0.0.0/8`; one address alone is a network of itself.
public record Cidr(InetAddress address, int bits) {

    /// The network of that text.
    public static Optional<Cidr> of(String cidr) {
        String[] parts = cidr.strip().split("/", 2);
        try {
            InetAddress address = InetAddress.ofLiteral(parts[0]);
            int most = address.getAddress().length * 8;
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : most;
            return bits >= 0 && bits <= most
                    ? Optional.of(new Cidr(address, bits))
                    : Optional.empty();
        } catch (IllegalArgumentException notANetwork) {
            return Optional.empty();
        }
    }

    /// Whether the address lies in it; of another family none does.
    public boolean contains(InetAddress other) {
        byte[] own = address.getAddress();
        byte[] bytes = other.getAddress();
        if (bytes.length != own.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((bytes[bit / 8] ^ own[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
