// The installed oneTBB is not compiled for the thread sanitizer, which does not see how it keeps its threads apart and
// takes whatever they do one after the other for races. Where none of its frames is on a stack, races are still found.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:tbb::detail\n"
         "race:OneTbb\n"
         "called_from_lib:libtbb.so\n";
}
#endif
