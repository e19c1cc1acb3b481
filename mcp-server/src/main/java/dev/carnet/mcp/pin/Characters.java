package dev.carnet.mcp.pin;

import dev.carnet.mcp.pin.Suspicion.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Characters that a person who reads a text does not see, or sees elsewhere than a model.
final class Characters {

    /// Look like nothing, although Unicode does not call them format characters.
    private static final Set<Integer> BLANK =
            Set.of(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0);

    private static final int JOINER = 0x200D;
    private static final int MOST_NAMED = 8;

    private Characters() {}

    /// What is suspicious about the characters of that text.
    static List<Suspicion> suspicions(String pointer, String text) {
        var found = new ArrayList<Suspicion>();
        int[] points = text.codePoints().toArray();
        var hidden = new ArrayList<Integer>();
        var turning = new ArrayList<Integer>();
        for (int i = 0; i < points.length; i++) {
            if (isTurning(points[i])) {
                turning.add(points[i]);
            } else if (isHidden(points[i]) && !joinsPictures(points, i)) {
                hidden.add(points[i]);
            }
        }
        add(found, Sort.INVISIBLE, pointer, hidden, spelled(hidden));
        add(found, Sort.DIRECTION, pointer, turning, "");
        return found;
    }

    /// The text as a model could understand it: without what nobody sees.
    static String visible(String text) {
        return text.codePoints()
                .filter(point -> !isHidden(point) && !isTurning(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void add(
            List<Suspicion> found, Sort sort, String pointer, List<Integer> points, String more) {
        if (!points.isEmpty()) {
            String named =
                    points.stream()
                            .distinct()
                            .limit(MOST_NAMED)
                            .map("U+%04X"::formatted)
                            .collect(Collectors.joining(", "));
            found.add(new Suspicion(sort, pointer, points.size() + " × " + named + more));
        }
    }

    /// What tag characters spell (U+E0020 is a space, U+E0041 an A).
    private static String spelled(List<Integer> points) {
        String text =
                points.stream()
                        .filter(point -> point >= 0xE0020 && point <= 0xE007E)
                        .map(point -> Character.toString(point - 0xE0000))
                        .collect(Collectors.joining());
        return text.isEmpty() ? "" : ", which spell: " + text;
    }

    private static boolean isTurning(int point) {
        return (point >= 0x202A && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069)
                || point == 0x200E
                || point == 0x200F
                || point == 0x061C;
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
            case Character.UNASSIGNED -> true;
            case Character.CONTROL -> point != '\n' && point != '\r' && point != '\t';
            default -> BLANK.contains(point) || (point >= 0xE0100 && point <= 0xE01EF);
        };
    }

    /// A joiner between two pictures makes one picture of them, which is what it is for.
    private static boolean joinsPictures(int[] points, int at) {
        return points[at] == JOINER
                && at > 0
                && at + 1 < points.length
                && (Character.isEmojiComponent(points[at - 1])
                        || Character.isExtendedPictographic(points[at - 1]))
                && Character.isExtendedPictographic(points[at + 1]);
    }
}
