#include "impls/archive_export/below.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/corpus.h"

namespace archive_export {
namespace {

namespace fs = std::filesystem;

// For the rest of this process, as a container does it: openat2 ends with `error`.
bool RefuseOpenat2(uint32_t error) {
  std::array<sock_filter, 4> filter = {
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {filter.size(), filter.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

class Below : public testing::Test {
 protected:
  Below() {
    EXPECT_TRUE(corpus::WriteFile(scratch_.path() / "outside/file", "secret").ok());
    EXPECT_TRUE(corpus::WriteFile(tree() / "a/b/file", "inside").ok());
    for (const auto& [path, target] : std::vector<std::pair<std::string, std::string>>{
             {"out", "../outside"}, {"a/in", "b"}, {"file", "a/b/file"}, {"root", "/"}, {"loop", "loop"}}) {
      fs::create_symlink(target, tree() / path);
    }
    root_ = impls::Fd(open(tree().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  fs::path tree() const { return scratch_.path() / "tree"; }

  // 0, or the errno.
  int Opened(const std::string& path) const {
    return OpenBelow(root_, path, O_RDONLY | O_NONBLOCK).get() >= 0 ? 0 : errno;
  }

  bool LeadsOut(const std::string& path, const std::string& target) const { return LinkLeadsOut(root_, path, target); }

  // The first path with which something is wrong; empty if nothing is.
  std::string WrongPath() const {
    const std::vector<std::pair<std::string, int>> expected = {
        {".", 0},        {"a", 0},          {"a/b/file", 0},         {"a/none", ENOENT},         {"none/x", ENOENT},
        {"file", ELOOP}, {"loop", ELOOP},   {"a/in/file", ELOOP},    {"out/file", ELOOP},        {"root/etc", ELOOP},
        {"a/in", ELOOP}, {"loop/x", ELOOP}, {"a/b/file/x", ENOTDIR}, {"../outside/file", EXDEV},
    };
    for (const auto& [path, error] : expected) {
      if (Opened(path) != error) return path;
    }
    // In parts, each of which is opened below the one before.
    std::string deep = "a/b/";
    while (deep.size() < 2 * PATH_MAX) deep += "./";
    if (Opened(deep + "file") != 0 || Opened(deep + "../b/file") != EXDEV) return "beyond PATH_MAX";
    return Opened("a/" + deep.substr(4) + "in/file") == ELOOP ? "" : "a link beyond PATH_MAX";
  }

  corpus::TempDir scratch_ = corpus::TempDir::Make().value();
  impls::Fd root_;
};

TEST_F(Below, OpensWhatIsThereAndFollowsNoLink) { EXPECT_EQ(WrongPath(), ""); }

using BelowDeathTest = Below;

TEST_F(BelowDeathTest, NorDoesItWhereThereIsNoOpenat2) {
  for (const uint32_t error : {ENOSYS, EPERM}) {
    EXPECT_EXIT(
        {
          if (!RefuseOpenat2(error)) std::_Exit(2);
          const std::string wrong = WrongPath();
          fprintf(stderr, "%s", wrong.c_str());
          std::_Exit(wrong.empty() ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
  }
}

TEST_F(Below, ALinkLeadsOutByItsTextOrByThatOfAnother) {
  for (const char* target :
       {"b", "b/../..", "in/..", "../a/b/./file", "nothing", "nothing/../..", "in/../../a", "", "../loop/x"}) {
    EXPECT_FALSE(LeadsOut("a/link", target)) << target;
  }
  for (const char* target :
       {"/", "..", "../tree/a", "out", "out/file", "root/etc", "a/../..", "a/in/../../..", "file/../../../.."}) {
    EXPECT_TRUE(LeadsOut("link", target)) << target;
  }
  EXPECT_TRUE(LeadsOut("a/b/link", "../../../tree/a"));
}

TEST_F(Below, NamesLeadOutWhereBackslashesDivideThem) {
  for (const char* name : {"c:", "c:/x", "\\x", "a\\..\\..\\x", "..\\x", "a/..\\../x"})
    EXPECT_TRUE(NameLeadsOut(name)) << name;
  for (const char* name : {"", "a", "c", "1:", "cc:", "a\\..\\b", "..a", "a..", ".\\."})
    EXPECT_FALSE(NameLeadsOut(name)) << name;
}

}  // namespace
}  // namespace archive_export
