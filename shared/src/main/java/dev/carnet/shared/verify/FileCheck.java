package dev.carnet.shared.verify;

import dev.carnet.shared.verify.Verdict.Broken;
import dev.carnet.shared.verify.Verdict.Kind;
import dev.carnet.shared.verify.Verdict.Truncated;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks an export file: for each log its stored lines from entry 0 on, then its head line. A file
/// may hold several logs, one after the other.
public final class FileCheck {

    private static final int MAX_ANSWER_CHARS = 1 << 16;

    private final List<KnownHead> earlier;
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private ChainCheck current;
    private boolean begun;

    private FileCheck(List<KnownHead> earlier) {
        this.earlier = earlier;
        this.current = ChainCheck.of(earlier);
    }

    /// The verdict on each log of the file, in its order, and on those of the heads kept earlier
    /// that the file lacks. An empty file gives one verdict, too.
    ///
    /// @param earlier heads kept from earlier
    public static List<Verdict> run(InputStream file, List<KnownHead> earlier) throws IOException {
        var check = new FileCheck(earlier);
        var lines = new Lines(file);
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            check.take(line.get());
        }
        return check.finish();
    }

    /// Reads heads from a file: the head lines of an export, or one head as the REST API answers
    /// it.
    public static List<KnownHead> heads(InputStream file) throws IOException {
        var heads = new ArrayList<KnownHead>();
        var rest = new StringBuilder();
        var lines = new Lines(file);
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            var text = new String(line.get(), StandardCharsets.UTF_8);
            if (KnownHead.isHeadLine(line.get())) {
                KnownHead.read(text).ifPresent(heads::add);
            } else if (rest.length() < MAX_ANSWER_CHARS) {
                rest.append(text).append('\n');
            }
        }
        if (heads.isEmpty()) {
            KnownHead.read(rest.toString()).ifPresent(heads::add);
        }
        return heads;
    }

    private void take(byte[] line) {
        if (!KnownHead.isHeadLine(line)) {
            begun = true;
            current.accept(line);
            return;
        }
        var text = new String(line, StandardCharsets.UTF_8);
        Optional<KnownHead> head = KnownHead.read(text).filter(read -> read.line().equals(text));
        conclude(head.map(current::finish).orElseGet(this::unreadableHead));
    }

    private Verdict unreadableHead() {
        Verdict without = current.finishWithoutHead();
        return without instanceof Broken(String log, long seq, Kind kind) && kind == Kind.NO_HEAD
                ? new Broken(log, seq, Kind.HEAD)
                : without;
    }

    private void conclude(Verdict verdict) {
        verdicts.add(verdict);
        seen.add(verdict.log());
        current = ChainCheck.of(earlier);
        begun = false;
    }

    private List<Verdict> finish() {
        if (begun || verdicts.isEmpty()) {
            conclude(current.finishWithoutHead());
        }
        for (KnownHead head : earlier) {
            if (seen.add(head.log())) {
                verdicts.add(new Truncated(head.log(), 0, head.size()));
            }
        }
        return List.copyOf(verdicts);
    }
}
