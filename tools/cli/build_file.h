#ifndef PAWL_TOOLS_CLI_BUILD_FILE_H_
#define PAWL_TOOLS_CLI_BUILD_FILE_H_

#include <string>

namespace pawl {

// Finds where a text of a rule's attributes is written. Every place is "file:line"; the file alone if nothing is
// written out there (it may be computed); `otherwise` without a file.
class BuildFile {
 public:
  BuildFile(const std::string& path, const std::string& otherwise);

  // In an entry of a dictionary, for example the claims of a case: two entries may say the same in the same words. The
  // entry's own place if the text is not written out in it.
  std::string PlaceInEntry(const std::string& key, const std::string& text) const;

  // In an attribute of the call that declares the target of this name; anywhere if it is not written out there.
  std::string PlaceInCall(const std::string& name, const std::string& attribute, const std::string& text) const;

 private:
  std::string LineOf(size_t at) const;

  std::string name_;
  std::string content_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BUILD_FILE_H_
