package dev.carnet.auth.http;

import io.netty.util.NetUtil;
import java.util.Optional;

/// The network an address is in, as far as people recognise their own by it: enough to tell home
/// from elsewhere, and less than a list of where somebody was.
public final class Network {

    private Network() {}

    /// For example `203.0.113.*`, or `2001:db8:1::*`.
    public static String of(String address) {
        byte[] bytes =
                Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(address))
                        .orElse(new byte[0]);
        return switch (bytes.length) {
            case 4 -> address.substring(0, address.lastIndexOf('.')) + ".*";
            case 16 -> "%x:%x:%x::*".formatted(word(bytes, 0), word(bytes, 2), word(bytes, 4));
            default -> "unknown";
        };
    }

    private static int word(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
