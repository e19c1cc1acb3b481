package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriFamilyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file:///notes/{name} | file:///notes/a | true",
                "file:///notes/{name} | file:///notes/a/b | false",
                "file:///notes/{name} | file:///notes/a?x=1 | false",
                "file:///notes/{name} | file:///other/a | false",
                "file:///notes/{name} | file:///notes/.. | false",
                "file:///notes/{+path} | file:///notes/a/b | true",
                "file:///notes/{+path} | file:///notes/../secret | false",
                "file:///notes/{+path} | file:///notes/%2e%2E/secret | false",
                "file:///notes/{+path} | file:///notes/a%2f..%2fb | false",
                "file:///notes/{+path} | file:///notes/a..b | true",
                "db://{table}/{id} | db://a/1 | true",
                "db://{table}/{id} | db://a | false",
                "search:/x{?q,page} | search:/x?q=1&page=2 | true",
                "search:/x{?q,page} | search:/x | true",
                "search:/x{?q,page} | search:/y?q=1 | false",
                "a:x{/parts*} | a:x/1/2 | true",
                "a:(x)+{y} | a:(x)+1 | true",
                "a:(x)+{y} | a:xx1 | false"
            })
    void a_family_has_what_its_template_makes(String template, String uri, boolean has) {
        assertEquals(has, UriFamily.of(template).has(uri), uri);
    }
}
