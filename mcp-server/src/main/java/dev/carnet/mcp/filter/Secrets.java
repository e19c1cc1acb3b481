package dev.carnet.mcp.filter;

import java.util.ArrayList;
import java.util.List;

/// Secrets whose form says what they are: prefixes their makers chose for scanners like this one.
/// What merely looks random is none, so that almost nothing is found that is no secret.
final class Secrets {

    private static final List<Sign> SIGNS =
            List.of(
                    Sign.of(
                            "private_key",
                            "-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----"
                                    + "(?:(?s:.*?)-----END [A-Z ]{0,20}PRIVATE KEY"
                                    + "(?: BLOCK)?-----)?",
                            "PRIVATE KEY"),
                    Sign.of("aws_access_key", "\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b", "AKIA", "ASIA"),
                    Sign.of(
                            "aws_secret_key",
                            "(?i:aws_?secret_?(?:access_?)?key)[\"']?\\s*[:=]\\s*[\"']?"
                                    + "[A-Za-z0-9/+]{40}\\b",
                            "ecret",
                            "ECRET"),
                    Sign.of("github_token", "\\bgh[pousr]_[A-Za-z0-9]{36,255}\\b", "gh"),
                    Sign.of(
                            "github_token",
                            "\\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\\b",
                            "github_pat_"),
                    Sign.of("gitlab_token", "\\bglpat-[A-Za-z0-9_-]{20,}", "glpat-"),
                    Sign.of("slack_token", "\\bxox[abeoprs]-[A-Za-z0-9-]{10,}", "xox"),
                    Sign.of("slack_token", "\\bxapp-[0-9]-[A-Za-z0-9-]{20,}", "xapp-"),
                    Sign.of(
                            "slack_webhook",
                            "https://hooks\\.slack\\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}"
                                    + "/[A-Za-z0-9]{20,}",
                            "hooks.slack.com"),
                    Sign.of(
                            "stripe_key",
                            "\\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}\\b",
                            "k_live_",
                            "k_test_"),
                    Sign.of("webhook_secret", "\\bwhsec_[A-Za-z0-9+/]{24,}", "whsec_"),
                    Sign.of("google_api_key", "\\bAIza[0-9A-Za-z_-]{35}\\b", "AIza"),
                    Sign.of("google_token", "\\bya29\\.[0-9A-Za-z_-]{20,}", "ya29."),
                    Sign.of("google_client_secret", "\\bGOCSPX-[A-Za-z0-9_-]{28}\\b", "GOCSPX-"),
                    Sign.of(
                            "model_key",
                            "\\bsk-(?:proj|svcacct|admin|ant-api[0-9]{2}|ant-admin[0-9]{2})-"
                                    + "[A-Za-z0-9_-]{20,}",
                            "sk-"),
                    Sign.of("model_key", "\\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\\b", "sk-"),
                    Sign.of("npm_token", "\\bnpm_[A-Za-z0-9]{36}\\b", "npm_"),
                    Sign.of("pypi_token", "\\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,}", "pypi-"),
                    Sign.of(
                            "sendgrid_key",
                            "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}\\b",
                            "SG."),
                    Sign.of("digitalocean_token", "\\bdo[por]_v1_[a-f0-9]{64}\\b", "_v1_"),
                    Sign.of("huggingface_token", "\\bhf_[A-Za-z0-9]{34}\\b", "hf_"),
                    Sign.of("age_key", "\\bAGE-SECRET-KEY-1[0-9A-Z]{58}\\b", "AGE-SECRET-KEY"),
                    Sign.of("vault_token", "\\bhvs\\.[A-Za-z0-9_-]{24,}", "hvs."),
                    Sign.of(
                            "azure_storage_key",
                            "\\bAccountKey=[A-Za-z0-9+/]{86}==",
                            "AccountKey="),
                    Sign.of(
                            "password_in_url",
                            "\\b(?:postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|rediss?|amqps?|https?)"
                                    + "://[^\\s:/@\"'<>]{1,64}:[^\\s:/@\"'<>]{3,128}@",
                            "://"),
                    Sign.of(
                            "signed_token",
                            "\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{20,}",
                            "eyJ"));

    private Secrets() {}

    /// Every secret in the text.
    static List<Finding> in(String text) {
        var found = new ArrayList<Finding>();
        for (Sign sign : SIGNS) {
            sign.find(
                    text, (start, end) -> found.add(new Finding(sign.kind(), "plain", start, end)));
        }
        return found;
    }
}
