package dev.carnet.auth.person;

/// Somebody who can sign in.
///
/// @param passwordHash Argon2id in PHC form, with its parameters
public record Person(String id, String email, String name, String passwordHash) {

    @Override
    public String toString() {
        return "Person[" + id + "]";
    }
}
