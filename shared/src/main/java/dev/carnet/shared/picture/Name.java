package dev.carnet.shared.picture;

/// A thing in a workspace. Another workspace's thing of the same id is another name.
record Name(String workspace, String id) {}
