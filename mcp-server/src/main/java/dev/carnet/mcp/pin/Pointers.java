package dev.carnet.mcp.pin;

/// JSON Pointers (RFC 6901).
final class Pointers {

    private Pointers() {}

    static String at(String parent, String member) {
        return parent + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    static String at(String parent, int index) {
        return parent + "/" + index;
    }
}
