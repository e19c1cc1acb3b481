package dev.carnet.mcp.schema;

import java.util.ArrayDeque;
import java.util.Deque;

/// How large a pattern becomes when its counted repetitions are written out, which RE2 does before
/// it says so: `(a{1000}){1000}` is a million. Reads no more of a pattern than groups, classes,
/// escapes and counts, and rather says too much than too little.
public final class PatternSize {

    private static final long ENOUGH = Integer.MAX_VALUE;

    private final String pattern;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private long sum;
    private long last;

    private PatternSize(String pattern) {
        this.pattern = pattern;
    }

    /// So many steps, about.
    public static long of(String pattern) {
        var size = new PatternSize(pattern);
        while (size.at < pattern.length()) {
            size.step();
        }
        while (!size.outer.isEmpty()) {
            size.close();
        }
        return size.sum;
    }

    private void step() {
        char one = pattern.charAt(at++);
        switch (one) {
            case '(' -> open();
            case ')' -> close();
            case '[' -> {
                pass();
                add(1);
            }
            case '\\' -> escape();
            case '{' -> repeat();
            default -> add(1);
        }
    }

    /// What is quoted (`\Q…\E`, to the end without an end) is letters, whatever it looks like.
    private void escape() {
        if (!pattern.startsWith("Q", at)) {
            at++;
            add(1);
            return;
        }
        int end = pattern.indexOf("\\E", at);
        int letters = (end < 0 ? pattern.length() : end) - at;
        at = end < 0 ? pattern.length() : end + 2;
        add(letters);
    }

    private void open() {
        outer.push(sum);
        sum = 0;
        last = 0;
    }

    private void close() {
        long group = sum;
        sum = outer.isEmpty() ? 0 : outer.pop();
        add(group + 2);
    }

    private void add(long size) {
        last = size;
        sum = Math.min(ENOUGH, sum + size);
    }

    /// To the end of a class; classes by name (`[:alpha:]`) have a bracket of their own.
    private void pass() {
        at += pattern.startsWith("^", at) ? 1 : 0;
        boolean first = true;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || first)) {
            first = false;
            int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
            at = named >= 0 ? named + 2 : at + (pattern.charAt(at) == '\\' ? 2 : 1);
        }
        at++;
    }

    /// What stands before it, as often as it may be there.
    private void repeat() {
        int end = pattern.indexOf('}', at);
        String count = end < 0 ? "" : pattern.substring(at, end);
        if (!count.matches("[0-9]{1,6}(,[0-9]{0,6})?")) {
            add(1);
            return;
        }
        at = end + 1;
        int comma = count.indexOf(',');
        boolean open = comma < 0 || comma == count.length() - 1;
        String number = open ? count.replace(",", "") : count.substring(comma + 1);
        long most = Math.max(1, Long.parseLong(number));
        long before = last;
        sum = Math.min(ENOUGH, sum + before * most);
        last = Math.min(ENOUGH, before * (most + 1));
    }
}
