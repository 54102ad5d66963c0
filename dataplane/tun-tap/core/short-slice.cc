#include "short-slice.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace vip {
namespace {

/** The first version of sched_attr (sched_setattr(2)): C libraries and kernel headers define it in ways that clash. */
struct SchedulingAttributes {
  uint32_t size = sizeof(SchedulingAttributes);
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtimeNs = 0;
  uint64_t deadlineNs = 0;
  uint64_t periodNs = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

/** The least that the kernel takes. */
constexpr uint64_t kSliceNs = 100'000;

}  // namespace

void takeShortSlices() {
  SchedulingAttributes attributes;
  if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) < 0) return;
  if (attributes.policy != SCHED_OTHER) return;
  attributes.runtimeNs = kSliceNs;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace vip
