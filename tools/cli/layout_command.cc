// `pawl layout`: the padding of a binary's types, and the order of members that would remove it.
#include <algorithm>
#include <optional>
#include <tuple>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/layout/layout.h"
#include "tools/layout/order.h"
#include "tools/model/text_table.h"

namespace pawl {
namespace {

constexpr size_t kRows = 20;  // of types that nobody named

constexpr int64_t kLargestOwnAlignment = 16;  // of a type without alignas; more is asked for to keep something apart

struct Listed {
  TypeLayout type;
  std::optional<ProposedOrder> order;

  int64_t Saved() const { return order ? type.size - order->size : 0; }
  int64_t Unused() const { return type.hole_bytes + type.padding_bytes; }

  // Of a member that alignas keeps apart, and that would get company; null if there is none.
  const MemberLayout* Apart() const {
    if (!order) return nullptr;
    const auto apart = std::find_if(type.members.begin(), type.members.end(), [](const MemberLayout& member) {
      return !member.fixed && member.alignment > kLargestOwnAlignment;
    });
    return apart == type.members.end() ? nullptr : &*apart;
  }
};

// Whether it is the standard library's, or has a name that is reserved for it: a user won't reorder that. One
// underscore alone begins names of users, too, such as _GtkWidget.
bool IsOfLibrary(const std::string& name) {
  return name.starts_with("std::") || name.starts_with("__") || name.starts_with("_IO_");
}

// Worst first: by what can be saved, then where that takes something together that alignas keeps apart, and below by
// what is unused where no order can be proposed.
std::vector<Listed> Rank(std::vector<TypeLayout> types) {
  std::vector<Listed> listed;
  for (TypeLayout& type : types) {
    std::optional<ProposedOrder> order = ProposeOrder(type);
    listed.push_back({std::move(type), std::move(order)});
  }
  std::stable_sort(listed.begin(), listed.end(), [](const Listed& a, const Listed& b) {
    const auto rank = [](const Listed& one) {
      return std::tuple(one.order.has_value(), one.Apart() == nullptr, one.Saved(), one.Unused());
    };
    return rank(a) > rank(b);
  });
  return listed;
}

// Whether a user who named no type wants to know: something can be saved, or it cannot be told.
bool IsWorthListing(const Listed& listed) {
  return listed.order || (!listed.type.unordered.empty() && listed.type.hole_bytes > 0);
}

std::string Advice(const Listed& listed) {
  const TypeLayout& type = listed.type;
  const std::string name = Quoted(type.name, TextStyle::kTerminal);
  if (!type.unordered.empty()) return fmt::format("{}: no order is proposed, as it {}\n", name, type.unordered);
  if (!listed.order) {
    return fmt::format("{}: {}\n", name, IsSmallest(type) ? "no order makes it smaller" : "no smaller order is known");
  }
  std::string order;
  for (const MemberLayout& member : listed.order->members) {
    if (!member.fixed) order += (order.empty() ? "" : ", ") + Quoted(member.name, TextStyle::kTerminal);
  }
  std::string shared;
  if (const MemberLayout* apart = listed.Apart()) {
    shared = fmt::format("; others then share the line with {}, which its alignment of {} B keeps apart",
                         Quoted(apart->name, TextStyle::kTerminal), apart->alignment);
  }
  return fmt::format("{}: {} instead of {} B in the order {}{}\n", name, listed.order->size, type.size, order, shared);
}

void Print(const std::vector<Listed>& listed, Output output) {
  TextTable table;
  table.header = {"size", "ordered", "holes", "padding", "cache lines", "type"};
  for (const Listed& one : listed) {
    const std::string ordered = !one.type.unordered.empty() ? "?" : fmt::format("{}", one.type.size - one.Saved());
    table.rows.push_back({fmt::format("{}", one.type.size), ordered, fmt::format("{}", one.type.hole_bytes),
                          fmt::format("{}", one.type.padding_bytes), fmt::format("{}", one.type.cache_lines),
                          one.type.name});
  }
  output.out << RenderTable(table, TextStyle::kTerminal) << "\n";
  for (const Listed& one : listed) output.out << Advice(one);
}

std::string Hidden(size_t more, size_t of_library) {
  std::string what = more > 0 ? fmt::format("{} more", more) : "";
  if (of_library > 0) what += fmt::format("{}{} of the standard library", more > 0 ? " and " : "", of_library);
  return fmt::format("\n{}: --all shows them.\n", what);
}

nlohmann::json MembersJson(const std::vector<MemberLayout>& members) {
  nlohmann::json json = nlohmann::json::array();
  for (const MemberLayout& member : members) {
    json.push_back({{"name", member.name},
                    {"type", member.type},
                    {"offset", member.offset},
                    {"size", member.size},
                    {"alignment", member.alignment},
                    {"fixed", member.fixed}});
  }
  return json;
}

// Names are somebody else's bytes.
void PrintJson(const std::vector<Listed>& listed, Output output) {
  nlohmann::json types = nlohmann::json::array();
  for (const Listed& one : listed) {
    nlohmann::json type = {{"name", one.type.name},
                           {"size", one.type.size},
                           {"alignment", one.type.alignment},
                           {"cache_lines", one.type.cache_lines},
                           {"hole_bytes", one.type.hole_bytes},
                           {"padding_bytes", one.type.padding_bytes},
                           {"members", MembersJson(one.type.members)}};
    if (!one.type.unordered.empty()) type["unordered"] = one.type.unordered;
    if (one.order) type["ordered"] = {{"size", one.order->size}, {"members", MembersJson(one.order->members)}};
    types.push_back(std::move(type));
  }
  output.out
      << nlohmann::json({{"schema", 1}, {"types", types}}).dump(1, ' ', false, nlohmann::json::error_handler_t::replace)
      << "\n";
}

}  // namespace

int LayoutCommand(const LayoutArguments& arguments, Output output) {
  absl::StatusOr<std::vector<TypeLayout>> types = ReadLayouts(FromWorkingDirectory(arguments.binary), arguments.types);
  if (!types.ok()) return Fail(output, types.status(), absl::IsNotFound(types.status()) ? kExitUsage : kExitError);
  std::vector<Listed> listed = Rank(*std::move(types));
  const bool chosen = !arguments.types.empty();
  if (!chosen) std::erase_if(listed, [](const Listed& one) { return !IsWorthListing(one); });
  size_t of_library = 0;
  if (!chosen && !arguments.all) {
    of_library = std::erase_if(listed, [](const Listed& one) { return IsOfLibrary(one.type.name); });
  }
  if (arguments.json) {
    PrintJson(listed, output);
    return kExitOk;
  }
  const size_t shown = chosen || arguments.all ? listed.size() : std::min(listed.size(), kRows);
  const size_t more = listed.size() - shown;
  listed.resize(shown);
  if (listed.empty()) {
    output.out << "No struct or class with avoidable padding.\n";
  } else {
    Print(listed, output);
  }
  if (more + of_library > 0) output.out << Hidden(more, of_library);
  return kExitOk;
}

}  // namespace pawl
