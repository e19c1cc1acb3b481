package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void reads_every_part_and_writes_it_back() {
        var text = "postgresql://me%40home:p%3Aw%2Fd+1@db.example:6543/main?sslmode=require";
        var url = DatabaseUrl.parse(text);
        assertEquals(
                new DatabaseUrl(
                        "db.example", 6543, "main", "me@home", "p:w/d+1", "sslmode=require"),
                url);
        assertEquals(url, DatabaseUrl.parse(url.withPassword()));
        assertEquals("postgresql://db.example:6543/main?sslmode=require", url.withoutUser());
    }

    @Test
    void fills_in_what_was_left_out() {
        assertEquals(
                new DatabaseUrl("localhost", 5432, "postgres", "me", "", ""),
                DatabaseUrl.parse("jdbc:postgresql://me@localhost"));
    }

    @Test
    void never_shows_the_password() {
        var url = DatabaseUrl.parse("postgres://me:secret@localhost/x");
        assertFalse(url.toString().contains("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://localhost/x", "localhost", "postgresql:///x"})
    void refuses_what_is_not_the_url_of_a_postgresql(String text) {
        assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(text));
    }
}
