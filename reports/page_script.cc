#include "reports/page_script.h"

namespace pawl {
namespace {

constexpr char kScript[] =
#include "reports/web/page_script.inc"
    ;
constexpr char kHash[] =
#include "reports/web/page_script_hash.inc"
    ;

}  // namespace

PageScript BundledScript() { return {{kScript, sizeof(kScript) - 1}, kHash}; }

}  // namespace pawl
