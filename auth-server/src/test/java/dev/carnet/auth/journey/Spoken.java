package dev.carnet.auth.journey;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Everything that the service under test logs while this is open, whatever the level.
final class Spoken extends Handler implements AutoCloseable {

    private final Logger root = Logger.getLogger("");
    private final Logger house = Logger.getLogger("dev.carnet");
    private final Level usual = root.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final SimpleFormatter formatter = new SimpleFormatter();

    Spoken() {
        setLevel(Level.ALL);
        root.addHandler(this);
        house.setLevel(Level.ALL);
    }

    /// The lines with that text in them.
    List<String> with(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(formatter.format(record) + List.of(parameters(record)));
    }

    private static Object[] parameters(LogRecord record) {
        return record.getParameters() == null ? new Object[0] : record.getParameters();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        root.setLevel(usual);
        house.setLevel(usual);
    }
}
