package dev.carnet.mcp.policy;

import java.net.InetAddress;
import java.util.Optional;

/// Addresses within networks. Only addresses are read, never names, so nothing is looked up.
final class Networks {

    private Networks() {}

    /// An address and how many of its leading bits count.
    private record Network(InetAddress address, int bits) {}

    /// Whether the text is a network such as `10.0.0.0/8` or `2001:db8::/32`, or one address.
    static boolean is(String network) {
        return read(network).isPresent();
    }

    /// Whether that address lies in that network; of another family none does.
    static boolean within(String address, String network) {
        Network known =
                read(network).orElseThrow(() -> new IllegalArgumentException("not a network"));
        byte[] asked = InetAddress.ofLiteral(address).getAddress();
        byte[] own = known.address().getAddress();
        return asked.length == own.length && same(asked, own, known.bits());
    }

    private static boolean same(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Network> read(String text) {
        String[] parts = text.split("/", 2);
        try {
            InetAddress address = InetAddress.ofLiteral(parts[0]);
            int most = address.getAddress().length * 8;
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : most;
            return bits >= 0 && bits <= most
                    ? Optional.of(new Network(address, bits))
                    : Optional.empty();
        } catch (IllegalArgumentException notANetwork) {
            return Optional.empty();
        }
    }
}
