package dev.carnet.local.doctor;

/// A row of the report.
public record Row(String client, String does, Finding finding) {}
