package dev.carnet.local.audit;

import dev.carnet.shared.verify.Erasures;
import dev.carnet.shared.verify.FileCheck;
import dev.carnet.shared.verify.KnownHead;
import dev.carnet.shared.verify.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `carnet audit verify FILE [--head HEADFILE]`.
public final class AuditVerify {

    /// Every log is as it was written.
    public static final int INTACT = 0;

    /// An entry or a head is not as it was written.
    public static final int BROKEN = 1;

    /// A log ends before its head, or before a head kept earlier.
    public static final int TRUNCATED = 2;

    /// A file holds nothing that can be checked.
    public static final int UNREADABLE = 4;

    private AuditVerify() {}

    /// Checks the file, writes a line per log and last `Intact …` or `Broken at seq N …`. Before
    /// that it says of an intact file what was erased from it, and by which entry.
    ///
    /// @param earlier a file with heads kept earlier
    /// @return the exit code
    public static int run(Path file, Optional<Path> earlier, PrintWriter out) throws IOException {
        Optional<Path> missing =
                Stream.concat(Stream.of(file), earlier.stream())
                        .filter(needed -> !Files.isReadable(needed))
                        .findFirst();
        if (missing.isPresent()) {
            out.println("no file to read at " + missing.get());
            out.flush();
            return UNREADABLE;
        }
        List<KnownHead> heads = earlier.isPresent() ? heads(earlier.get()) : List.of();
        if (earlier.isPresent() && heads.isEmpty()) {
            out.println("no head in " + earlier.get());
            out.flush();
            return UNREADABLE;
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            List<Verdict> verdicts = FileCheck.run(bytes, heads);
            if (verdicts.stream().allMatch(Verdict.Intact.class::isInstance)) {
                Erasures.of(file).forEach(erased -> out.println(erased.line()));
            }
            return report(verdicts, out);
        }
    }

    private static List<KnownHead> heads(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return FileCheck.heads(bytes);
        }
    }

    private static int report(List<Verdict> verdicts, PrintWriter out) {
        if (verdicts.size() > 1) {
            verdicts.forEach(verdict -> out.println(verdict.line()));
        }
        Verdict last =
                verdicts.stream()
                        .filter(verdict -> !(verdict instanceof Verdict.Intact))
                        .findFirst()
                        .orElse(verdicts.getLast());
        out.println(verdicts.size() > 1 ? summary(verdicts, last) : last.line());
        out.flush();
        return code(last);
    }

    private static String summary(List<Verdict> verdicts, Verdict last) {
        return last instanceof Verdict.Intact ? "Intact " + verdicts.size() + " logs" : last.line();
    }

    private static int code(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Intact intact -> INTACT;
            case Verdict.Broken broken -> BROKEN;
            case Verdict.Truncated truncated -> TRUNCATED;
        };
    }
}
