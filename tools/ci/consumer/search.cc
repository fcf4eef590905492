#include "search.h"

namespace search {

index::index(const std::vector<std::string>& documents) {
  for (size_t document = 0; document < documents.size(); ++document) {
    for (const auto& [word, count] : count_words<std::map<std::string, size_t>>(documents[document])) {
      documents_of_[word].push_back(document);
    }
  }
}

std::vector<size_t> index::find(std::string_view word) const {
  const auto found = documents_of_.find(std::string(word));
  if (found == documents_of_.end()) return {};
  return found->second;
}

}  // namespace search
