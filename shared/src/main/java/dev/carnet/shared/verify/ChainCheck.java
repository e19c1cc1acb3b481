package dev.carnet.shared.verify;

import dev.carnet.shared.verify.Verdict.Broken;
import dev.carnet.shared.verify.Verdict.Intact;
import dev.carnet.shared.verify.Verdict.Kind;
import dev.carnet.shared.verify.Verdict.Truncated;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Walks along one log from entry 0 and says where it is first not as it was written. An entry's
/// own bytes are vouched for by its successor, so a doubt about entry s is settled by looking at
/// s+1 and s+2: the verifier stays two entries behind, and keeps nothing else.
public final class ChainCheck {

    private static final String NOTHING_BEFORE = Base64.getEncoder().encodeToString(new byte[32]);

    private final Tree tree;
    private final List<KnownHead> earlier;
    private String log = "";
    private String time = "";
    private String leaf = NOTHING_BEFORE;
    private String leafBefore = "";
    private boolean doubt;
    private Optional<Verdict> verdict = Optional.empty();

    private ChainCheck(Tree tree, List<KnownHead> earlier) {
        this.tree = tree;
        this.earlier = earlier;
    }

    /// The check of one log.
    ///
    /// @param earlier heads kept from earlier; those of other logs are ignored
    public static ChainCheck of(List<KnownHead> earlier) {
        return new ChainCheck(
                new Tree(),
                earlier.stream().sorted(Comparator.comparingLong(KnownHead::size)).toList());
    }

    /// The check of one log from where an earlier one ended.
    public static ChainCheck from(Position position) {
        var frontier = Base64.getDecoder().decode(position.frontier());
        var check = new ChainCheck(Tree.of(position.size(), frontier), List.of());
        check.log = position.log();
        check.time = position.time();
        check.leaf = position.leaf();
        check.leafBefore = position.leafBefore();
        return check;
    }

    /// Where it is, for a check that goes on from here once this one found everything intact.
    public Position position() {
        return new Position(
                log,
                tree.size(),
                time,
                leaf,
                leafBefore,
                Base64.getEncoder().encodeToString(tree.frontier()));
    }

    /// Takes the next line.
    ///
    /// @return the verdict, as soon as there can be no better one
    public Optional<Verdict> accept(byte[] line) {
        if (verdict.isEmpty()) {
            verdict = judge(line).map(broken -> (Verdict) broken);
        }
        return verdict;
    }

    /// Takes the next line as stored beside its hash.
    public Optional<Verdict> accept(byte[] line, byte[] storedLeaf) {
        boolean fits = Arrays.equals(tree.leaf(line), storedLeaf);
        long seq = tree.size();
        if (accept(line).isEmpty() && !fits) {
            verdict = Optional.of(new Broken(log, seq, Kind.LEAF));
        }
        return verdict;
    }

    /// How many entries were taken.
    public long size() {
        return tree.size();
    }

    /// The name of the log; empty before the first entry.
    public String log() {
        return log;
    }

    /// The end of the log, with its head.
    public Verdict finish(KnownHead head) {
        return verdict.orElseGet(() -> judge(head));
    }

    /// The end of the log, whose head is missing.
    public Verdict finishWithoutHead() {
        return verdict.orElseGet(() ->
                broken(doubt ? tree.size() - 2 : tree.size(), doubt ? Kind.CHANGED : Kind.NO_HEAD));
    }

    private Optional<Broken> judge(byte[] line) {
        long expected = tree.size();
        Optional<EntryLine> read = EntryLine.read(line);
        if (read.isEmpty()) {
            return Optional.of(firstOf(expected, Kind.FORMAT));
        }
        EntryLine entry = read.get();
        boolean follows = entry.previous().equals(leaf);
        if (doubt) {
            // The entry before this one is as it was written exactly if this one follows it; then
            // the one before that was changed, which is why the doubt arose.
            return Optional.of(broken(follows ? expected - 2 : expected - 1, Kind.CHANGED));
        }
        Optional<Broken> place = judgePlace(entry, expected, follows);
        if (place.isPresent()) {
            return place;
        }
        take(entry, line, follows);
        return judgeEarlier();
    }

    private Optional<Broken> judgePlace(EntryLine entry, long expected, boolean follows) {
        if (expected > 0 && !entry.log().equals(log)) {
            // Entry 0 gave the log its name; if entry 1 does not follow it, entry 0 is to blame.
            return Optional.of(broken(expected == 1 && !follows ? 0 : expected, Kind.OTHER_LOG));
        }
        if (entry.seq() != expected) {
            return Optional.of(misplaced(entry.seq(), expected, follows));
        }
        if (!follows && expected == 0) {
            return Optional.of(broken(0, Kind.CHANGED));
        }
        if (entry.previous().equals(leafBefore)) {
            return Optional.of(broken(expected - 1, Kind.INSERTED));
        }
        return follows && entry.time().compareTo(time) < 0
                ? Optional.of(broken(expected, Kind.TIME))
                : Optional.empty();
    }

    private Broken misplaced(long found, long expected, boolean follows) {
        if (follows) {
            return broken(expected, Kind.NUMBER);
        }
        return found > expected ? broken(expected, Kind.MISSING) : broken(found, Kind.INSERTED);
    }

    private void take(EntryLine entry, byte[] line, boolean follows) {
        byte[] hash = tree.leaf(line);
        tree.grow(hash);
        log = entry.log();
        time = entry.time();
        leafBefore = leaf;
        leaf = Base64.getEncoder().encodeToString(hash);
        doubt = !follows;
    }

    private Optional<Broken> judgeEarlier() {
        for (KnownHead head : earlier) {
            if (head.size() == tree.size() && head.log().equals(log) && !isHere(head)) {
                return Optional.of(firstOf(tree.size() - 1, Kind.REWRITTEN));
            }
        }
        return Optional.empty();
    }

    private boolean isHere(KnownHead head) {
        return head.last().equals(leaf) && head.root().equals(root());
    }

    private Verdict judge(KnownHead head) {
        long size = tree.size();
        if (doubt) {
            return broken(head.last().equals(leaf) ? size - 2 : size - 1, Kind.CHANGED);
        }
        boolean otherLog = size > 0 && !head.log().equals(log);
        if (size == head.size() && size > 0 && !head.last().equals(leaf)) {
            return otherLog && size > 1 ? broken(size, Kind.HEAD) : broken(size - 1, Kind.CHANGED);
        }
        if (otherLog) {
            return broken(size, Kind.HEAD);
        }
        if (size < head.size()) {
            return new Truncated(head.log(), size, head.size());
        }
        if (size > head.size()) {
            return broken(head.size(), Kind.BEYOND_HEAD);
        }
        return head.root().equals(root()) ? againstEarlier() : broken(size, Kind.HEAD);
    }

    private Verdict againstEarlier() {
        for (KnownHead head : earlier) {
            if (head.log().equals(log) && head.size() > tree.size()) {
                return new Truncated(log, tree.size(), head.size());
            }
        }
        return new Intact(log, tree.size(), root());
    }

    /// While there is doubt about the two entries before, they come first.
    private Broken firstOf(long seq, Kind kind) {
        return doubt ? broken(tree.size() - 2, Kind.CHANGED) : broken(seq, kind);
    }

    private Broken broken(long seq, Kind kind) {
        return new Broken(log, seq, kind);
    }

    private String root() {
        return Base64.getEncoder().encodeToString(tree.root());
    }
}
