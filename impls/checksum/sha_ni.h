#ifndef PAWL_IMPLS_CHECKSUM_SHA_NI_H_
#define PAWL_IMPLS_CHECKSUM_SHA_NI_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "impls/checksum/checksum.h"

// The compression function of SHA-256 (FIPS 180-4, 6.2.2) in the instructions that x86 has for it, over one message or
// over two at a time. A round waits for the round before it, so one message leaves the unit idle half of the time; the
// rounds of a second one fill the gaps. Measured on an AMD EPYC of the Zen 3 kind, both messages in the cache:
//
//                     one message    two messages, together
//   1 KiB each          1.59 GB/s                 2.98 GB/s
//   1 MiB each          1.58 GB/s                 3.03 GB/s
//
// Beside other work on the core's other hardware thread, which shares the unit, it was 1.2 to 1.8 times instead of 1.9.
// OpenSSL 3.0 has no such function, and no Debian package does.
namespace checksum::sha_ni {

inline constexpr size_t kBlockBytes = 64;

// The eight words of a hash value, H0 first.
using State = std::array<uint32_t, 8>;

// That of FIPS 180-4, 5.3.3, before the first block.
inline constexpr State kStart = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Whether this CPU has the instructions, and lets us see them: valgrind's does not. The functions below need them.
bool IsSupported();

// Adds `blocks` blocks of 64 bytes to the message that `state` stands for.
void Compress(State& state, const char* data, size_t blocks);

// The same for two messages at once. The states are different objects.
void CompressTwo(State& a, const char* a_data, State& b, const char* b_data, size_t blocks);

// What a message ends with (FIPS 180-4, 5.1.1).
inline constexpr size_t kMaxPaddingBytes = kBlockBytes + 8;

// Writes the padding of a message of `message_bytes` behind its end, at `end`: up to kMaxPaddingBytes. Returns their
// number, after which the message is whole blocks.
size_t Pad(char* end, uint64_t message_bytes);

// The digest that a state stands for.
Digest ToDigest(const State& state);

// Of a message in memory.
Digest Sha256(std::string_view message);

}  // namespace checksum::sha_ni

#endif  // PAWL_IMPLS_CHECKSUM_SHA_NI_H_
