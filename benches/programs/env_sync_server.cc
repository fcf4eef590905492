// env_sync_server MICROSECONDS PATH=COUNT...   serves Parameter Store on this machine, over TLS, with COUNT typical
//                                              variables at each PATH; ends when its standard input does
//
// Prints one line: the port of a link whose round trip takes MICROSECONDS, the server's own port, and the path of the
// certificate to trust.

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/env_sync/contract_fixture.h"
#include "impls/env_sync/corpus.h"
#include "impls/env_sync/delayed_link.h"
#include "impls/env_sync/loopback_server.h"
#include "impls/env_sync/parameter_store.h"
#include "impls/env_sync/tls_identity.h"
#include "impls/temp_dir.h"

namespace {

std::optional<size_t> Number(std::string_view text) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Of "/app=10" ten variables at /app.
absl::Status Fill(env_sync::FakeParameterStore& store, std::string_view argument) {
  const size_t equals = argument.rfind('=');
  const auto count = equals == std::string_view::npos ? std::nullopt : Number(argument.substr(equals + 1));
  if (!count) return absl::InvalidArgumentError("'" + std::string(argument) + "' is not PATH=COUNT, as /app=10");
  const std::string path(argument.substr(0, equals));
  for (const auto& [key, value] : env_sync::corpus::Typical(*count)) store.Set(path + "/" + key, value);
  return absl::OkStatus();
}

absl::Status Serve(size_t round_trip_us, std::span<char* const> contents) {
  const absl::StatusOr<impls::TempDir> folder = impls::TempDir::Make();
  if (!folder.ok()) return folder.status();
  const std::filesystem::path certificate = folder->path() / "ca.pem";
  const env_sync::TlsIdentity identity;
  if (absl::Status status = impls::WriteFile(certificate, identity.CertificatePem()); !status.ok()) return status;
  const env_sync::Options expected = env_sync::TestOptions(0, nullptr);
  env_sync::FakeParameterStore store(expected.credentials, expected.region);
  for (const char* argument : contents) {
    if (absl::Status status = Fill(store, argument); !status.ok()) return status;
  }
  const env_sync::LoopbackServer server([&store](const auto& request) { return store.Answer(request); }, &identity);
  const env_sync::DelayedLink link(server.port(), std::chrono::microseconds(round_trip_us));
  std::printf("%d %d %s\n", link.port(), server.port(), certificate.c_str());
  std::fflush(stdout);
  // Nothing is said to it; whoever started it holds the other end, and be it killed, the kernel closes that.
  for (char ignored; read(STDIN_FILENO, &ignored, 1) > 0;) {
  }
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<size_t> round_trip_us = argc > 1 ? Number(argv[1]) : std::nullopt;
  if (!round_trip_us) {
    std::fputs("usage: env_sync_server MICROSECONDS PATH=COUNT...\n", stderr);
    return 2;
  }
  const absl::Status status = Serve(*round_trip_us, std::span(argv, static_cast<size_t>(argc)).subspan(2));
  if (status.ok()) return 0;
  std::fprintf(stderr, "env_sync_server: %s\n", status.ToString().c_str());
  return 1;
}
