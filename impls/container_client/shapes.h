#ifndef PAWL_IMPLS_CONTAINER_CLIENT_SHAPES_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_SHAPES_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "impls/container_client/container_client.h"

// What the engine's JSON looks like, whatever parsed it. A Node is a value of it:
//
//   bool IsNull()
//   std::optional<std::string_view> Text()     a string's
//   std::optional<int64_t> Integer()           a number's, if it is one and fits
//   bool EachMember(f(key, Node) -> bool)      an object's; false if it is none, or f returned false
//   bool EachElement(f(Node) -> bool)          an array's; likewise
//
// null is as good as absent: both engines write it for empty lists. Of a key that comes twice, the last one counts.
namespace container_client {

template <typename Node>
class Shapes {
 public:
  // Sets `out`; the error says which field is wrong.
  template <typename T>
  static absl::Status Read(Node node, T& out) {
    Shapes shapes;
    out = T();
    if (shapes.Take(node, out)) return absl::OkStatus();
    return absl::DataLossError("the answer is not what it should be: " + shapes.why_ +
                               ". Is this an engine of API version 1.41?");
  }

  bool Take(Node node, std::vector<Container>& out) { return List(node, out); }
  bool Take(Node node, std::vector<Image>& out) { return List(node, out); }

  bool Take(Node node, Container& out) {
    return Object(node,
                  [&](std::string_view key, Node value) {
                    if (key == "Id") return Into(value, out.id, key);
                    if (key == "Names") return TakeNames(value, out.name);
                    if (key == "ImageID") return Into(value, out.image_id, key);
                    if (key == "State") return Into(value, out.state, key);
                    if (key == "Labels") return TakeLabels(value, out.labels);
                    return true;
                  }) &&
           Need(out.id, "Id");
  }

  bool Take(Node node, ContainerDetails& out) {
    return Object(node,
                  [&](std::string_view key, Node value) {
                    if (key == "Id") return Into(value, out.summary.id, key);
                    if (key == "Created") return Into(value, out.created, key);
                    if (key == "Image") return Into(value, out.summary.image_id, key);
                    if (key == "Name") return Into(value, out.summary.name, key) && DropSlash(out.summary.name);
                    if (key == "State") return TakeState(value, out);
                    if (key == "Config") return TakeConfig(value, out);
                    return true;
                  }) &&
           Need(out.summary.id, "Id");
  }

  bool Take(Node node, Image& out) {
    return Object(node,
                  [&](std::string_view key, Node value) {
                    if (key == "Id") return Into(value, out.id, key);
                    if (key == "RepoTags") return Into(value, out.tags, key);
                    if (key == "Size") return Into(value, out.size_bytes, key);
                    return true;
                  }) &&
           Need(out.id, "Id");
  }

  bool Take(Node node, ImageDetails& out) {
    return Object(node,
                  [&](std::string_view key, Node value) {
                    if (key == "Id") return Into(value, out.summary.id, key);
                    if (key == "RepoTags") return Into(value, out.summary.tags, key);
                    if (key == "Size") return Into(value, out.summary.size_bytes, key);
                    if (key == "Created") return Into(value, out.created, key);
                    if (key == "Architecture") return Into(value, out.architecture, key);
                    if (key == "Os") return Into(value, out.os, key);
                    if (key == "RootFS") {
                      out.layers.clear();
                      return value.IsNull() || Object(value, [&](std::string_view inner, Node layers) {
                               return inner != "Layers" || Into(layers, out.layers, inner);
                             });
                    }
                    return true;
                  }) &&
           Need(out.summary.id, "Id");
  }

  bool Take(Node node, Event& out) {
    return Object(node,
                  [&](std::string_view key, Node value) {
                    if (key == "Type") return Into(value, out.type, key);
                    if (key == "Action") return Into(value, out.action, key);
                    if (key == "timeNano") return Into(value, out.time_ns, key);
                    if (key == "Actor") return TakeActor(value, out);
                    return true;
                  }) &&
           Need(out.type, "Type") && Need(out.action, "Action");
  }

 private:
  bool Fail(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    return false;
  }
  bool Need(const std::string& text, std::string_view key) {
    return !text.empty() || Fail("there is no " + std::string(key) + " in " + where_);
  }

  template <typename T>
  bool List(Node node, std::vector<T>& out) {
    const bool is_good = node.EachElement([&](Node element) {
      where_ = "element " + std::to_string(out.size());
      return Take(element, out.emplace_back());
    });
    return is_good || Fail("it is no list");
  }

  template <typename F>
  bool Object(Node node, F&& f) {
    return node.EachMember(f) || Fail(where_ + " is no object");
  }

  bool Into(Node value, std::string& out, std::string_view key) {
    out.clear();
    if (value.IsNull()) return true;
    const auto text = value.Text();
    if (!text) return Fail(std::string(key) + " of " + where_ + " is no text");
    out = *text;
    return true;
  }

  bool Into(Node value, int64_t& out, std::string_view key) {
    out = 0;
    if (value.IsNull()) return true;
    const auto number = value.Integer();
    if (!number) return Fail(std::string(key) + " of " + where_ + " is no integer of 64 bits");
    out = *number;
    return true;
  }

  bool Into(Node value, std::vector<std::string>& out, std::string_view key) {
    out.clear();
    if (value.IsNull()) return true;
    return value.EachElement([&](Node element) { return Into(element, out.emplace_back(), key); }) ||
           Fail(std::string(key) + " of " + where_ + " is no list of texts");
  }

  static bool DropSlash(std::string& name) {
    if (name.starts_with('/')) name.erase(0, 1);
    return true;
  }

  // Docker also lists the names that links give: /other/alias.
  bool TakeNames(Node value, std::string& out) {
    std::vector<std::string> names;
    if (!Into(value, names, "Names")) return false;
    const auto own =
        std::ranges::find_if(names, [](const std::string& name) { return name.find('/', 1) == name.npos; });
    out = own == names.end() ? "" : std::move(*own);
    return DropSlash(out);
  }

  bool TakeLabels(Node value, Labels& out) {
    out.clear();
    if (value.IsNull()) return true;
    const bool is_good = value.EachMember([&](std::string_view key, Node text) {
      out.emplace_back(key, "");
      return Into(text, out.back().second, "Labels");
    });
    if (!is_good) return Fail("Labels of " + where_ + " are no object of texts");
    const auto by_key = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::ranges::is_sorted(out, by_key)) std::ranges::stable_sort(out, by_key);
    // Of equal ones the last.
    for (size_t i = 1; i < out.size();) {
      if (out[i - 1].first == out[i].first) {
        out.erase(out.begin() + static_cast<ptrdiff_t>(i) - 1);
      } else {
        ++i;
      }
    }
    return true;
  }

  bool TakeState(Node value, ContainerDetails& out) {
    out.summary.state.clear();
    out.pid = out.exit_code = 0;
    return value.IsNull() || Object(value, [&](std::string_view key, Node inner) {
             if (key == "Status") return Into(inner, out.summary.state, key);
             if (key == "Pid") return Into(inner, out.pid, key);
             if (key == "ExitCode") return Into(inner, out.exit_code, key);
             return true;
           });
  }

  bool TakeConfig(Node value, ContainerDetails& out) {
    out.image.clear();
    out.command.clear();
    out.environment.clear();
    out.summary.labels.clear();
    return value.IsNull() || Object(value, [&](std::string_view key, Node inner) {
             if (key == "Image") return Into(inner, out.image, key);
             if (key == "Cmd") return Into(inner, out.command, key);
             if (key == "Env") return Into(inner, out.environment, key);
             if (key == "Labels") return TakeLabels(inner, out.summary.labels);
             return true;
           });
  }

  bool TakeActor(Node value, Event& out) {
    out.id.clear();
    out.name.clear();
    return value.IsNull() || Object(value, [&](std::string_view key, Node inner) {
             if (key == "ID") return Into(inner, out.id, key);
             if (key != "Attributes") return true;
             out.name.clear();
             return inner.IsNull() || Object(inner, [&](std::string_view attribute, Node text) {
                      return attribute != "name" || Into(text, out.name, "name");
                    });
           });
  }

  std::string where_ = "the answer";
  std::string why_;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_SHAPES_H_
