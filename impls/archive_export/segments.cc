#include "impls/archive_export/segments.h"

#include <algorithm>
#include <array>
#include <utility>

#include "impls/archive_export/below.h"
#include "impls/archive_export/names.h"

namespace archive_export {
namespace {

// What an entry takes of a segment beyond its content, about: as a header does in tar.
uint64_t CostOf(const Piece& piece) { return piece.bytes + 512 + piece.name.size() + piece.entry.target.size(); }

// Not all that waits may be small: a thousand entries of 1 KiB each take a thread as long as some megabytes of content.
constexpr size_t kMostPieces = 256;

bool IsLarge(const Entry& entry) { return entry.kind == Kind::kFile && entry.stamp.size_bytes > kSegmentBytes; }

}  // namespace

bool IsWanted(Tree& tree, const Entry& entry, const Options& options, const OutputFile& output) {
  if (output.Is(entry.stamp)) return false;
  if (!options.filter || options.filter(entry)) return true;
  tree.SkipDirectory();
  return false;
}

std::optional<Problem> ProblemWith(const Tree& tree, const Entry& entry, std::string_view name) {
  const auto problem = [&](const std::string& what) {
    const std::string path = (tree.root_path() / entry.path).native();
    return Problem{entry.path, absl::FailedPreconditionError(path + ": " + what), /*archived=*/true};
  };
  if (NameLeadsOut(name)) {
    return problem(
        "has a name that leads out of the archive on systems where \\ divides names and C: is a drive. "
        "It is archived as it is, and some programs refuse to extract such names. Rename it, or give a top "
        "directory");
  }
  if (entry.kind != Kind::kLink || !LinkLeadsOut(tree.root(), entry.path, entry.target)) return std::nullopt;
  return problem("links to " + entry.target + ", which is outside of " + tree.root_path().native() +
                 ". The link is archived and nothing behind it, and some programs refuse to extract such links. Let it "
                 "lead to something inside, or replace it by what it leads to");
}

std::unique_ptr<Segment> Segments::Take(size_t i) {
  const std::lock_guard lock(mutex_);
  return made_
      .Take(i,
            [this]() -> std::optional<std::unique_ptr<Segment>> {
              std::unique_ptr<Segment> made = Make();
              if (made == nullptr) return std::nullopt;
              return made;
            })
      .value_or(nullptr);
}

std::unique_ptr<Segment> Segments::Make() {
  auto segment = std::make_unique<Segment>();
  uint64_t cost = 0;
  while (segment->pieces.size() < kMostPieces) {
    std::optional<Piece> piece = std::exchange(pending_, std::nullopt);
    if (!piece) piece = NextEntry(*segment);
    if (!piece) break;
    const bool is_part = !piece->alone();
    if (!segment->pieces.empty() && (is_part || cost + CostOf(*piece) > kSegmentBytes)) {
      pending_ = std::move(piece);
      break;
    }
    cost += CostOf(*piece);
    if (is_part && !piece->last) {
      Piece next = *piece;
      next.first = false;
      next.offset += piece->bytes;
      const uint64_t left = next.entry.stamp.size_bytes - next.offset;
      next.bytes = static_cast<uint32_t>(std::min(left, kSegmentBytes));
      next.last = left <= kSegmentBytes;
      pending_ = std::move(next);
    }
    segment->pieces.push_back(*std::move(piece));
    if (is_part) break;
  }
  if (segment->pieces.empty() && segment->problems.empty()) return nullptr;
  return segment;
}

std::optional<Piece> Segments::NextEntry(Segment& segment) {
  const Options& options = session_.options();
  while (true) {
    std::optional<Entry> entry = tree_.Next();
    for (Unlisted& left_out : tree_.unlisted()) {
      segment.problems.push_back({std::move(left_out.path), std::move(left_out.status), false});
    }
    tree_.unlisted().clear();
    if (!entry) return std::nullopt;
    if (!IsWanted(tree_, *entry, options, output_)) continue;
    Piece piece;
    piece.name = session_.NameOf(*entry);
    if (absl::Status name = CheckName(options.format, (tree_.root_path() / entry->path).native(), piece.name);
        !name.ok()) {
      segment.problems.push_back({entry->path, std::move(name), false});
      continue;
    }
    if (std::optional<Problem> problem = ProblemWith(tree_, *entry, piece.name)) {
      segment.problems.push_back(*std::move(problem));
    }
    piece.time_s = session_.TimeOf(*entry);
    piece.entry = *std::move(entry);
    if (piece.entry.kind != Kind::kFile) return piece;
    if (duplicates_ != nullptr) {
      if (std::optional<std::string> first = duplicates_->Find(piece.entry)) {
        piece.hard_link_to = options.top.empty() ? *std::move(first) : options.top + "/" + *first;
        return piece;
      }
    }
    piece.bytes = static_cast<uint32_t>(std::min(piece.entry.stamp.size_bytes, kSegmentBytes));
    if (IsLarge(piece.entry)) {
      piece.last = false;
      piece.verdict = ProbeLarge(piece.entry);
    }
    return piece;
  }
}

// What cannot be read is found so again by who reads all of it.
Verdict Segments::ProbeLarge(const Entry& entry) {
  if (session_.options().format != Format::kZip) return {};
  switch (session_.options().level.kind) {
    case Level::Kind::kStore:
      return {true, "level: store"};
    case Level::Kind::kNumber:
      return {false, "level: a number"};
    default:
      break;
  }
  Probe probe;
  std::array<char, Probe::kPieceBytes> bytes;
  for (size_t i = 0; i < Probe::kPieces; ++i) {
    const absl::StatusOr<Bytes> read =
        reader_.Read(entry, Probe::PlaceOf(i, entry.stamp.size_bytes), bytes.data(), bytes.size());
    if (!read.ok()) break;
    probe.Add(std::string_view(bytes.data(), read->bytes));
  }
  return probe.Decide();
}

}  // namespace archive_export
