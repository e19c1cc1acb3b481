package dev.carnet.auth.agent;

import dev.carnet.auth.mandate.ServiceForm;
import dev.carnet.auth.mandate.ServiceTexts;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.AgentState.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;

/// An agent as it is administered.
@Entity
@Table(schema = "auth", name = "agent")
@IdClass(AgentRow.Key.class)
class AgentRow {

    /// Every key begins with the workspace, so nothing is ever found from another one.
    record Key(String workspace, String id) {}

    @Id
    @Column(name = "workspace_id")
    String workspace;

    @Id
    @Column(name = "agent_id")
    String id;

    @Column(name = "name")
    String name;

    @Column(name = "description")
    String description;

    @Column(name = "owner_id", updatable = false)
    String owner;

    @Column(name = "scopes")
    String[] scopes;

    @Column(name = "mode")
    String mode;

    @Column(name = "services")
    String services;

    @Column(name = "on_info")
    String onInfo;

    @Column(name = "on_warning")
    String onWarning;

    @Column(name = "on_critical")
    String onCritical;

    @Column(name = "line_seconds")
    @Nullable Integer lineSeconds;

    @Column(name = "held")
    String[] held;

    @Formula("auth.templates_of(workspace_id, agent_id)")
    String[] templates;

    @Version
    @Column(name = "version")
    int version;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "suspended_at")
    @Nullable Instant suspendedAt;

    @Column(name = "blocked_at")
    @Nullable Instant blockedAt;

    @Column(name = "enrolled_at", updatable = false)
    @Nullable Instant enrolledAt;

    @Column(name = "deleted_at")
    @Nullable Instant deletedAt;

    Status status() {
        if (deletedAt != null) {
            return Status.DELETED;
        }
        return suspendedAt == null ? Status.ACTIVE : Status.SUSPENDED;
    }

    AgentState state() {
        return new AgentState(id, owner, name, status());
    }

    Agent view() {
        return new Agent(
                id,
                name,
                description,
                owner,
                List.of(scopes),
                status().name().toLowerCase(Locale.ROOT),
                mode,
                ServiceTexts.granted(services)
                        .services()
                        .map(some -> some.stream().map(ServiceForm::of).toList()),
                onInfo,
                onWarning,
                onCritical,
                Optional.ofNullable(lineSeconds),
                List.of(templates),
                blockedAt != null,
                enrolledAt != null,
                createdAt,
                version);
    }
}
