package dev.carnet.local.command;

import dev.carnet.local.audit.AuditExport;
import dev.carnet.local.audit.AuditVerify;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `carnet audit …`: taking the log out and checking it.
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Export the audit log, and verify an export offline.",
        synopsisSubcommandLabel = "COMMAND")
final class Audit {

    @Spec private CommandSpec spec;

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Write the stored entries of the log, byte for byte, and its head.",
                "FILE.head beside it holds the heads alone: keep it somewhere else, and verify a"
                        + " later export against it."
            })
    int export(
            @Mixin HomeOption at,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "FILE",
                            description = "The file to write; one that is there is overwritten.")
                    Path file,
            @Option(
                            names = "--workspace",
                            paramLabel = "ID",
                            description = "Only this workspace's (default: all).")
                    Optional<String> workspace)
            throws IOException {
        try (var database = OwnerDatabase.open(at.home())) {
            return AuditExport.run(database.source(), file, workspace, spec.commandLine().getOut());
        } catch (SQLException refused) {
            throw new IOException("the database refused: " + refused.getMessage(), refused);
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Check an export without any service. The last line is Intact … or Broken at seq N"
                        + " …; the exit code is 0, 1 (broken), 2 (truncated) or 4 (nothing to check).",
                "Cutting the log with its head repaired, and recomputing all of it, are only found"
                        + " against a head kept earlier (--head)."
            })
    int verify(
            @Mixin HomeOption at,
            @Parameters(paramLabel = "FILE", description = "What ./carnet audit export wrote.")
                    Path file,
            @Option(
                            names = "--head",
                            paramLabel = "HEADFILE",
                            description = "A FILE.head that was kept from an earlier export.")
                    Optional<Path> head)
            throws IOException {
        return AuditVerify.run(file, head, spec.commandLine().getOut());
    }
}
