-- Two years of months for the audit log, every time the owner migrates (which `carnet up` does at every start).
SELECT audit.prepare_partitions(24);
