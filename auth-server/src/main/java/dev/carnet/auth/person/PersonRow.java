package dev.carnet.auth.person;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A person as they are administered.
@Entity
@Table(schema = "auth", name = "person")
public class PersonRow {

    @Id
    @Column(name = "person_id")
    String id;

    @Column(name = "email")
    String email;

    @Column(name = "name")
    String name;

    @Column(name = "password_hash")
    String passwordHash;

    @Column(name = "created_at", insertable = false, updatable = false)
    Instant createdAt;

    @Column(name = "disabled_at")
    @Nullable Instant disabledAt;

    Person person() {
        return new Person(id, email, name, passwordHash);
    }

    boolean isEnabled() {
        return disabledAt == null;
    }
}
