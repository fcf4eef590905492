#include "impls/archive_export/export_program.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "impls/archive_export/analysis.h"
#include "impls/archive_export/command_line.h"
#include "impls/archive_export/decision.h"
#include "impls/archive_export/figures.h"
#include "impls/archive_export/name_pattern.h"
#include "impls/archive_export/progress.h"
#include "impls/archive_export/summary.h"
#include "impls/archive_export/terminal_bar.h"
#include "impls/archive_export/tree.h"

namespace archive_export {
namespace {

struct Analysed {
  ProjectStatistics project;
  std::vector<Unlisted> unlisted;
};

absl::StatusOr<Analysed> Analyse(const Settings& settings, const std::stop_token& stop) {
  absl::StatusOr<Tree> tree = Tree::Open(settings.root);
  if (!tree.ok()) return tree.status();
  AnalysisOptions options = settings.analysis;
  options.root = &tree->root();
  Analysis analysis(options);
  while (const std::optional<Entry> entry = tree->Next()) {
    if (stop.stop_requested()) return absl::CancelledError("stopped while the directory was listed");
    analysis.Add(*entry);
  }
  return Analysed{analysis.Statistics(), std::move(tree->unlisted())};
}

// What {name} stands for.
std::string NameOfDirectory(const std::filesystem::path& root) {
  std::error_code error;
  const std::filesystem::path full = std::filesystem::canonical(root, error);
  const std::string name = full.filename().string();
  return name.empty() ? "root" : name;  // only "/" has none
}

absl::StatusOr<std::filesystem::path> ArchivePath(const Settings& settings, const ProjectStatistics& project,
                                                  int64_t now_s) {
  const absl::StatusOr<std::string> date = DateText(now_s);
  if (!date.ok()) return date.status();
  const std::string name = NameOfDirectory(settings.root), hash = fmt::format("{:016x}", project.listing_hash);
  const absl::StatusOr<std::string> file = ExpandName(settings.pattern, {.date = *date, .name = name, .hash = hash},
                                                      fmt::format(".{}", FormatName(settings.options.format)));
  if (!file.ok()) return file.status();
  const std::filesystem::path path = settings.output / *file;
  // A dangling link is a file of that name, too.
  struct stat status;
  if (!settings.force && lstat(path.c_str(), &status) == 0) {
    return absl::AlreadyExistsError(
        fmt::format("{} is there already. Give --force to replace it, or another --name or --output", path.string()));
  }
  return path;
}

class Program {
 public:
  Program(Settings settings, const Surroundings& surroundings)
      : settings_(std::move(settings)), surroundings_(surroundings) {}

  int Run() {
    absl::StatusOr<Analysed> analysed = Analyse(settings_, surroundings_.stop);
    if (!analysed.ok()) return Fail(analysed.status());
    const ProjectStatistics& project = analysed->project;
    const Decision decision = Decide(project, settings_.thresholds, settings_.wish, surroundings_.cores);
    if (settings_.explain) surroundings_.out << Describe(project) << Explain(decision);
    const absl::StatusOr<std::filesystem::path> path = ArchivePath(settings_, project, surroundings_.now_s);
    if (!path.ok()) return Fail(path.status());
    if (settings_.dry_run) return DryRun(*analysed, decision, *path);
    const absl::StatusOr<Report> report = Export(project, decision, *path);
    if (!report.ok()) return Fail(report.status());
    if (!settings_.quiet) surroundings_.out << Summary(*report, project, decision);
    for (const Problem& problem : report->problems) surroundings_.err << ProblemLine(problem);
    // A link or a name that leads out is in the archive as it is in the tree: worth a line, and nothing is missing.
    return Finish(static_cast<size_t>(std::ranges::count_if(report->problems, [](const Problem& problem) {
      return !problem.archived || problem.status.code() != absl::StatusCode::kFailedPrecondition;
    })));
  }

 private:
  int Fail(const absl::Status& status) {
    surroundings_.err << "pawl_export: error: " << Printable(std::string(status.message())) << "\n";
    return kExitError;
  }

  int Finish(size_t problems) {
    if (!surroundings_.out.flush()) {
      surroundings_.err << "pawl_export: error: standard output cannot be written; the exit code would have been "
                        << (problems == 0 ? kExitOk : kExitIncomplete) << ". Use --quiet where nobody reads it\n";
      return kExitError;
    }
    return problems == 0 ? kExitOk : kExitIncomplete;
  }

  int DryRun(const Analysed& analysed, const Decision& decision, const std::filesystem::path& path) {
    if (!settings_.quiet) {
      surroundings_.out << fmt::format("would write {} from {} files of {}, by the {} method\n",
                                       Printable(path.string()), analysed.project.files.files,
                                       BytesText(analysed.project.files.bytes), NameOf(decision.method));
    }
    for (const Unlisted& unlisted : analysed.unlisted) {
      surroundings_.err << ProblemLine({.path = unlisted.path, .status = unlisted.status, .archived = false});
    }
    return Finish(analysed.unlisted.size());
  }

  absl::StatusOr<Report> Export(const ProjectStatistics& project, const Decision& decision,
                                const std::filesystem::path& path) {
    if (decision.method == Method::kStreaming) return ExportBy(Method::kStreaming, project, decision, path);
    absl::StatusOr<Report> report = ExportBy(Method::kStandard, project, decision, path);
    if (report.status().code() != absl::StatusCode::kResourceExhausted || settings_.wish == Wish::kStandard)
      return report;
    surroundings_.err << "pawl_export: note: streaming instead of the standard method: "
                      << Printable(std::string(report.status().message())) << "\n";
    return ExportBy(Method::kStreaming, project, decision, path);
  }

  absl::StatusOr<Report> ExportBy(Method method, const ProjectStatistics& project, const Decision& decision,
                                  const std::filesystem::path& path) {
    Options options = settings_.options;
    if (options.threads == 0) options.threads = decision.concurrency;
    options.stop = surroundings_.stop;
    options.total_files = project.files.files + project.directories + project.links;
    options.total_bytes = project.files.bytes;
    ProgressMeter meter({.reads_first = method == Method::kStandard, .verifies = options.verify});
    TerminalBar bar(settings_.quiet ? -1 : surroundings_.bar_fd);
    if (bar.is_shown()) {
      options.progress = [&](const Progress& progress) {
        if (const std::optional<Snapshot> snapshot = meter.Update(progress)) bar.Draw(*snapshot);
      };
    }
    const ExportFunction& fn = method == Method::kStreaming ? surroundings_.streaming : surroundings_.standard;
    return fn(settings_.root, path, options);
  }

  const Settings settings_;
  const Surroundings& surroundings_;
};

}  // namespace

int Run(const std::vector<std::string>& words, const Surroundings& surroundings) {
  absl::StatusOr<Settings> settings = ParseCommandLine(words);
  if (!settings.ok()) {
    surroundings.err << "pawl_export: error: " << Printable(std::string(settings.status().message())) << "\n";
    return kExitUsage;
  }
  if (!settings->help.empty()) {
    surroundings.out << settings->help;
    return surroundings.out.flush() ? kExitOk : kExitError;
  }
  return Program(*std::move(settings), surroundings).Run();
}

}  // namespace archive_export
