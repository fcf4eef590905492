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

struct Listed {
  TypeLayout type;
  std::optional<ProposedOrder> order;

  int64_t Saved() const { return order ? type.size - order->size : 0; }
  int64_t Unused() const { return type.hole_bytes + type.padding_bytes; }
};

// Whether it is the standard library's, or has a name that is reserved for it: a user won't reorder that.
bool IsOfCompiler(const std::string& name) { return name.starts_with("std::") || name.starts_with('_'); }

// Worst first: by what can be saved, and below by what is unused where no order can be proposed.
std::vector<Listed> Rank(std::vector<TypeLayout> types) {
  std::vector<Listed> listed;
  for (TypeLayout& type : types) {
    std::optional<ProposedOrder> order = ProposeOrder(type);
    listed.push_back({std::move(type), std::move(order)});
  }
  std::stable_sort(listed.begin(), listed.end(), [](const Listed& a, const Listed& b) {
    return std::tuple(a.Saved(), a.Unused()) > std::tuple(b.Saved(), b.Unused());
  });
  return listed;
}

// Whether a user who named no type wants to know: something can be saved, or it cannot be told.
bool IsWorthListing(const Listed& listed, bool all) {
  if (!all && IsOfCompiler(listed.type.name)) return false;
  return listed.order || (!listed.type.unordered.empty() && listed.type.hole_bytes > 0);
}

std::string Advice(const Listed& listed) {
  const TypeLayout& type = listed.type;
  const std::string name = Quoted(type.name, TextStyle::kTerminal);
  if (!type.unordered.empty()) return fmt::format("{}: no order is proposed, as it {}\n", name, type.unordered);
  if (!listed.order) return fmt::format("{}: no order makes it smaller\n", name);
  std::string order;
  for (const MemberLayout& member : listed.order->members) {
    if (!member.fixed) order += (order.empty() ? "" : ", ") + Quoted(member.name, TextStyle::kTerminal);
  }
  return fmt::format("{}: {} instead of {} B in the order {}\n", name, listed.order->size, type.size, order);
}

void Print(const std::vector<Listed>& listed, size_t hidden, Output output) {
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
  if (hidden > 0) output.out << fmt::format("\n{} more: --all shows every one.\n", hidden);
}

nlohmann::json MembersJson(const std::vector<MemberLayout>& members) {
  nlohmann::json json = nlohmann::json::array();
  for (const MemberLayout& member : members) {
    json.push_back({{"name", member.name},
                    {"type", member.type},
                    {"offset", member.offset},
                    {"size", member.size},
                    {"alignment", member.alignment}});
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
  if (!chosen) std::erase_if(listed, [&](const Listed& one) { return !IsWorthListing(one, arguments.all); });
  if (arguments.json) {
    PrintJson(listed, output);
    return kExitOk;
  }
  if (listed.empty()) {
    output.out << "No struct or class with avoidable padding.\n";
    return kExitOk;
  }
  const size_t shown = chosen || arguments.all ? listed.size() : std::min(listed.size(), kRows);
  const size_t hidden = listed.size() - shown;
  listed.resize(shown);
  Print(listed, hidden, output);
  return kExitOk;
}

}  // namespace pawl
