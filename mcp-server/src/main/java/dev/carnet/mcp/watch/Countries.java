package dev.carnet.mcp.watch;

import dev.carnet.shared.network.Cidr;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which country a network lies in, by a file of the operator's: a line `203.0.113.0/24 DE` for
/// each, the narrower network before the wider one. Without the file nobody knows.
@ApplicationScoped
class Countries {

    private final List<Line> lines;

    @Inject
    Countries(ServiceConfig config) {
        this(config.countriesFile());
    }

    Countries(Optional<Path> file) {
        this.lines = file.map(Countries::read).orElse(List.of());
    }

    private record Line(Cidr network, String country) {}

    /// The country of that address.
    Optional<String> of(InetAddress address) {
        return lines.stream()
                .filter(line -> line.network().contains(address))
                .findFirst()
                .map(Line::country);
    }

    private static List<Line> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty() && !text.startsWith("#"))
                    .map(text -> line(file, text))
                    .toList();
        } catch (IOException unreadable) {
            throw new RefusedToStart("CARNET_COUNTRIES_FILE cannot be read: " + file);
        }
    }

    private static Line line(Path file, String text) {
        String[] parts = text.split("\\s+", 2);
        return Cidr.of(parts[0])
                .filter(_ -> parts.length == 2 && parts[1].matches("[A-Za-z]{2}"))
                .map(network -> new Line(network, parts[1].toUpperCase(Locale.ROOT)))
                .orElseThrow(() ->
                        new RefusedToStart(
                                "CARNET_COUNTRIES_FILE %s has a line that is not a network and a"
                                                .formatted(file)
                                        + " country of two letters: "
                                        + text));
    }
}
