#ifndef PAWL_IMPLS_CONTAINER_CLIENT_CORPUS_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "impls/container_client/container_client.h"

// Containers and calls for tests and benchmarks, the same in every run.
namespace container_client::corpus {

// As an engine would invent it.
std::string Id(uint64_t number);

// Number `number` of a typical service: some labels and variables.
ContainerDetails TypicalContainer(uint64_t number);
ImageDetails TypicalImage(uint64_t number);

// What the engine says of it: about 0.7 KB in a list, and 3.9 KB of an inspection, as Podman does.
std::string ListedJson(const ContainerDetails& container);
std::string InspectedJson(const ContainerDetails& container);
std::string ListedJson(const ImageDetails& image);
std::string InspectedJson(const ImageDetails& image);

enum class Operation : uint8_t { kInspect, kList, kPing, kCreate };

struct Call {
  Operation operation;
  size_t container;  // of an inspection: its rank
};

// Of every ten in a row 5 inspections, 2 lists, 2 pings and 1 creation; Zipf's law with exponent 1.1 says which
// container.
std::vector<Call> Mix(uint64_t seed, size_t count, size_t containers);

}  // namespace container_client::corpus

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_CORPUS_H_
