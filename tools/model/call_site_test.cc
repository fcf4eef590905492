#include "tools/model/call_site.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

// As heaptrack 1.4.0 prints them for programs of g++ 12, outermost first.
std::string SiteOf(const std::vector<std::string>& frames) { return frames[CallSite(frames)]; }

TEST(QualifiedName, IsTheFunctionsOwn) {
  EXPECT_EQ(QualifiedName("main"), "main");
  EXPECT_EQ(QualifiedName("main (a.cc)"), "main");
  EXPECT_EQ(QualifiedName("image::Parse(image::Flags&, char const*)"), "image::Parse");
  EXPECT_EQ(QualifiedName("std::vector<int, std::allocator<int> > image::Make<int>(int) (make.h)"), "image::Make<int>");
  EXPECT_EQ(QualifiedName("void std::vector<>::_M_realloc_insert<>(int&&)"), "std::vector<>::_M_realloc_insert<>");
  EXPECT_EQ(QualifiedName("image::(anonymous namespace)::Scan(char)"), "image::(anonymous namespace)::Scan");
  EXPECT_EQ(QualifiedName("image::Map<(anonymous namespace)::Key>::Get() const"),
            "image::Map<(anonymous namespace)::Key>::Get");
  EXPECT_EQ(QualifiedName("main::{lambda(int)#1}::operator()(int) const"), "main::{lambda(int)#1}::operator");
  EXPECT_EQ(QualifiedName("operator new(unsigned long)"), "operator new");
  EXPECT_EQ(QualifiedName("std::basic_ostream<>& std::operator<< <>(std::basic_ostream<>&, char const*) (ostream)"),
            "std::operator<< <>");
  EXPECT_EQ(QualifiedName(""), "");
  EXPECT_EQ(QualifiedName("cooperator(int)"), "cooperator");
}

TEST(CallSite, IsTheInnermostFrameThatIsNoLibrarys) {
  EXPECT_EQ(
      SiteOf({"main", "image::Parse(image::Flags&, char const*)",
              "std::__cxx11::basic_string<>::_M_mutate(unsigned long, unsigned long, char const*, unsigned long)"}),
      "image::Parse(image::Flags&, char const*)");
  EXPECT_EQ(
      SiteOf({"main", "image::Stream[abi:cxx11](int)",
              "std::basic_ostream<>& std::__ostream_insert<>(std::basic_ostream<>&, char const*, long)",
              "std::basic_streambuf<>::xsputn(char const*, long)", "std::__cxx11::basic_stringbuf<>::overflow(int)",
              "std::__cxx11::basic_string<>::reserve(unsigned long)"}),
      "image::Stream[abi:cxx11](int)");
  EXPECT_EQ(SiteOf({"main", "image::Dup(char const*)", "__GI___strdup (strdup.c)"}), "image::Dup(char const*)");
  EXPECT_EQ(SiteOf({"main", "image::Grow()", "operator new(unsigned long)", "malloc"}), "image::Grow()");
  EXPECT_EQ(SiteOf({"main", "image::Load()", "0x7f57b02d44a2"}), "image::Load()");
}

TEST(CallSite, AUsersFunctionThatReturnsAStandardTypeIsTheUsers) {
  const std::string join = "std::__cxx11::basic_string<> image::Join<char>(std::vector<> const&)";
  EXPECT_EQ(SiteOf({"main", join, "std::__cxx11::basic_string<>::reserve(unsigned long)"}), join);
  EXPECT_EQ(SiteOf({"main", "stdlike::Make()", "malloc"}), "stdlike::Make()");
  EXPECT_EQ(SiteOf({"main", "malloc_checked(unsigned long)", "malloc"}), "malloc_checked(unsigned long)");
}

TEST(CallSite, OfALambdaIsItsOwnBodyOrWhoCallsTheFunctionThatHoldsIt) {
  EXPECT_EQ(SiteOf({"main", "image::Call(std::function<> const&)",
                    "std::_Function_handler<>::_M_invoke(std::_Any_data const&, int&&)"}),
            "image::Call(std::function<> const&)");
  EXPECT_EQ(SiteOf({"image::Call()", "main::{lambda(int)#1}::operator()(int) const", "operator new(unsigned long)"}),
            "main::{lambda(int)#1}::operator()(int) const");
}

TEST(CallSite, OfAStackOfLibrariesOnlyIsTheInnermostFrame) {
  EXPECT_EQ(SiteOf({"0x7f57b0626b9f (rtld.c)", "_dl_init (dl-init.c)", "call_init (dl-init.c)", "0x7f57b02a57b9"}),
            "call_init (dl-init.c)");
  EXPECT_EQ(SiteOf({"_start", "std::thread::_State_impl<>::_M_run()"}), "std::thread::_State_impl<>::_M_run()");
  EXPECT_EQ(SiteOf({"malloc"}), "malloc");
}

}  // namespace
}  // namespace pawl
