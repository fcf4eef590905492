#include "tools/worker/answers.h"

namespace pawl {

AnswerRegistry& Answers() {
  static AnswerRegistry registry;
  return registry;
}

}  // namespace pawl
