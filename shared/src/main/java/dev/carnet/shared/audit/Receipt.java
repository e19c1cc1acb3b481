package dev.carnet.shared.audit;

/// Where a durable entry stands: the log's origin, its index, and its leaf hash in base64.
public record Receipt(String log, long seq, String leaf) {}
