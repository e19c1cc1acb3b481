package dev.carnet.auth.journey;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.testing.World;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/// An authenticator app that was given the key of a page.
///
/// @param codes the recovery codes that came with it
record Phone(String key, List<String> codes) {

    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Pattern KEY = Pattern.compile("id=\"key\">([A-Z2-7 ]+)<");
    private static final Pattern CODE = Pattern.compile("<code>([0-9a-z-]+)</code>");

    /// Sets one up for whoever is signed in at that browser.
    static Phone enrol(Browser browser) {
        Page form = browser.get("/account/app");
        var phone = new Phone(key(form), List.of());
        Page done = phone.confirm(browser, form);
        return new Phone(phone.key(), codes(done));
    }

    static String key(Page form) {
        return first(KEY, form.body()).replace(" ", "");
    }

    /// The codes of a page that shows them.
    static List<String> codes(Page page) {
        var codes = new ArrayList<String>();
        var matcher = CODE.matcher(page.body());
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }

    Page confirm(Browser browser, Page form) {
        var fields = new LinkedHashMap<>(form.hidden("/account/app"));
        fields.put("code", now());
        return browser.post("/account/app", fields);
    }

    /// The code it shows now.
    String now() {
        return at(Instant.now());
    }

    String at(Instant at) {
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(new SecretKeySpec(secret(), "RAW"), at);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Makes the codes it showed until now count again, as if time had passed.
    static void forgetSteps(String person) {
        World.current().write("UPDATE auth.totp SET last_step = 0 WHERE person_id = ?", person);
    }

    private byte[] secret() {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < key.length(); i++) {
            number = number.shiftLeft(5).or(BigInteger.valueOf(BASE_32.indexOf(key.charAt(i))));
        }
        byte[] bytes = number.toByteArray();
        var exact = new byte[20];
        int length = Math.min(20, bytes.length);
        System.arraycopy(bytes, bytes.length - length, exact, 20 - length, length);
        return exact;
    }

    private static String first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not in the page: " + pattern + "\n" + text);
        }
        return matcher.group(1);
    }
}
