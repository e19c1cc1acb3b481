package dev.carnet.auth.factor;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/// A QR code as the path of an SVG: a square of one by one for each dark module, with the quiet
/// zone of four that the standard asks for.
///
/// @param size width and height
/// @param path the `d` of the path
public record QrCode(int size, String path) {

    private static final int QUIET = 4;

    /// The code of that text.
    public static QrCode of(String text) {
        try {
            ByteMatrix modules = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
            return new QrCode(modules.getWidth() + 2 * QUIET, path(modules));
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("no QR code holds this text", tooLong);
        }
    }

    private static String path(ByteMatrix modules) {
        var path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (modules.get(x, y) == 1) {
                    path.append("M%d %dh1v1h-1z".formatted(x + QUIET, y + QUIET));
                }
            }
        }
        return path.toString();
    }
}
