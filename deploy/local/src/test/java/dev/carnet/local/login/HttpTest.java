package dev.carnet.local.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"detail":"Not so.","title":"no"}                                                    | Not so.
                    {"detail":"Not so.","errors":[{"pointer":"/type","detail":"is a or b"}]}             | Not so. /type is a or b
                    {"detail":"/type is x.","errors":[{"pointer":"/type","detail":"is x"}]}              | /type is x.
                    {"error":"invalid_grant","errors":["odd",{}]}                                        | invalid_grant
                    {}                                                                                   | status 400
                    """)
    void a_refusal_is_told_in_the_servers_words_with_what_it_says_of_each_field(
            String body, String told) throws Exception {
        var answer = new Http.Answer(400, new ObjectMapper().readTree(body), Optional.empty());
        assertEquals(told, answer.reason());
    }
}
