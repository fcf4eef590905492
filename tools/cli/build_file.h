#ifndef PAWL_TOOLS_CLI_BUILD_FILE_H_
#define PAWL_TOOLS_CLI_BUILD_FILE_H_

#include <cstddef>
#include <optional>
#include <string>

namespace pawl {

// Finds where a text of a rule's attributes is written. Every place is "file:line". Where nothing is written out (it
// may be computed) it is the target's own line, or the file alone if its name is computed, too; the target without a
// file.
class BuildFile {
 public:
  // `target` is the label of a target that is declared in the file, perhaps by a macro of another name.
  BuildFile(const std::string& path, const std::string& target);

  // In an entry of a dictionary, for example the claims of a case: two entries may say the same in the same words, and
  // so may two targets. The entry's own place if the text is not written out in it; where the target first says it, or
  // a constant outside of targets, if the key is computed.
  std::string PlaceInEntry(const std::string& key, const std::string& text) const;

  // In an attribute of the call that declares the target of this name, elsewhere in it, or in a constant.
  std::string PlaceInCall(const std::string& name, const std::string& attribute, const std::string& text) const;

 private:
  std::string PlaceOf(std::optional<size_t> found, std::optional<size_t> call) const;
  std::string LineOf(size_t at) const;

  std::string target_;  // without its package
  std::string name_;
  std::string content_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BUILD_FILE_H_
