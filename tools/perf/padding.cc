// Linked first, PAWL_PADDING_BYTES of it move all code behind them: the same program in another layout. An odd number,
// so that nothing keeps its place by accident; alignment then moves functions by whole cache lines.
namespace {

[[gnu::used, gnu::retain, gnu::noinline]] void Padding() {
  asm volatile(".fill %c0, 1, 0x90" ::"i"(PAWL_PADDING_BYTES));
}

}  // namespace
