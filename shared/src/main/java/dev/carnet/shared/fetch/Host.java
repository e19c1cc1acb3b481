package dev.carnet.shared.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The host of a URL in its one spelling: a name of letters, digits and hyphens (IDNA in its ASCII
/// form), or an address as everybody reads it. No `0x7f.1`, no `127.1`, no zone, no trailing dot:
/// what two programs could take for different hosts is none (V9).
///
/// @param text as it stands in a URL
/// @param literal the address, if it is one
record Host(String text, Optional<InetAddress> literal) {

    private static final int CHARACTERS = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[[0-9a-f:.]+]");

    static Optional<Host> of(String text) {
        if (IN_BRACKETS.matcher(text).matches()) {
            return sixth(text);
        }
        List<String> labels = List.of(text.split("\\.", -1));
        if (text.length() > CHARACTERS
                || !labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
            return Optional.empty();
        }
        return NUMBER.matcher(labels.getLast()).matches()
                ? fourth(text, labels)
                : Optional.of(new Host(text, Optional.empty()));
    }

    private static Optional<Host> fourth(String text, List<String> octets) {
        boolean plain =
                octets.size() == 4
                        && octets.stream().allMatch(octet -> OCTET.matcher(octet).matches())
                        && octets.stream().allMatch(octet -> Integer.parseInt(octet) <= 255);
        return plain
                ? Optional.of(new Host(text, Optional.of(Inet4Address.ofLiteral(text))))
                : Optional.empty();
    }

    /// Java reads an IPv4-mapped address as IPv4; such a literal is no host here.
    private static Optional<Host> sixth(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text.substring(1, text.length() - 1));
            return address instanceof Inet6Address
                    ? Optional.of(new Host(text, Optional.of(address)))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /// Whether it is a spelling of the machine itself.
    boolean isLoopback() {
        return text.equals("localhost")
                || literal.filter(InetAddress::isLoopbackAddress).isPresent();
    }
}
