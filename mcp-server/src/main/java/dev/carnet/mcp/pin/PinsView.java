package dev.carnet.mcp.pin;

import java.util.List;

/// Definitions after something was decided about them.
public record PinsView(List<PinView> definitions) {}
