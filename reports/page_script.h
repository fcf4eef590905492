#ifndef PAWL_REPORTS_PAGE_SCRIPT_H_
#define PAWL_REPORTS_PAGE_SCRIPT_H_

#include "reports/html.h"

namespace pawl {

// The script of reports/web with all that it imports, as it was bundled when this program was built.
PageScript BundledScript();

}  // namespace pawl

#endif  // PAWL_REPORTS_PAGE_SCRIPT_H_
