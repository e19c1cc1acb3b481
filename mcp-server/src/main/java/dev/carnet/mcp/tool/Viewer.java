package dev.carnet.mcp.tool;

import dev.carnet.shared.caller.Caller;

/// Who looks at the table, and from where.
///
/// @param address the caller's network address, for rules
/// @param bound whether the caller proved the key its token is bound to
public record Viewer(Caller caller, Place place, String address, boolean bound) {

    /// A caller who proved no key.
    public Viewer(Caller caller, Place place, String address) {
        this(caller, place, address, false);
    }

    /// A caller at the endpoint itself, from nowhere in particular.
    public static Viewer of(Caller caller) {
        return new Viewer(caller, new Place.Whole(), "");
    }

    /// The same place as somebody else sees it, or the same caller at another moment.
    public Viewer as(Caller other) {
        return new Viewer(other, place, address, bound);
    }
}
