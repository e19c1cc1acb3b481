package dev.carnet.local.doctor;

import java.io.IOException;

/// One thing a client does, played against a server.
///
/// @param client whose behaviour it is
/// @param does the behaviour, in words
/// @param change what the server should do differently where it fails
record Check(String client, String does, String change, Probe probe) {

    /// Plays the behaviour; ends well when the client would go on.
    interface Probe {
        void on(Patient patient) throws IOException, InterruptedException, Complaint, NotTried;
    }

    /// Plays it and says what came of it.
    Row run(Patient patient) throws InterruptedException {
        return new Row(client, does, finding(patient));
    }

    private Finding finding(Patient patient) throws InterruptedException {
        try {
            probe.on(patient);
            return new Finding.Passed();
        } catch (Complaint complaint) {
            return new Finding.Failed(words(complaint), change);
        } catch (NotTried reason) {
            return new Finding.NotChecked(words(reason));
        } catch (IOException broken) {
            return new Finding.Failed("the server broke off: " + words(broken), change);
        }
    }

    private static String words(Exception reason) {
        return Wire.printable(String.valueOf(reason.getMessage()));
    }
}
