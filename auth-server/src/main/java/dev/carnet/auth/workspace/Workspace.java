package dev.carnet.auth.workspace;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A workspace as it is administered.
@Entity
@Table(schema = "auth", name = "workspace")
class Workspace {

    @Id
    @Column(name = "workspace_id")
    String id;

    @Column(name = "name")
    String name;

    @Column(name = "require_second_factor")
    boolean requiresSecondFactor;

    @Column(name = "line_seconds")
    @Nullable Integer lineSeconds;

    @Version int version;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "revoked_at")
    @Nullable Instant revokedAt;
}
