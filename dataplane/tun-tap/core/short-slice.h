// A thread that has little to do, and has to do it at once.
#pragma once

namespace vip {

/**
 * The calling thread waits for a processor no longer than it must: when it wakes, it goes before threads that run for
 * longer, and runs for at most 0.1 ms before another may (sched_setattr(2), from Linux 6.12 on; older ones take no
 * notice). Its share of the processor stays the same. Needs no rights.
 */
void takeShortSlices();

}  // namespace vip
