// Why a move began, as a small shape.
import { ArrowLeftRight, MoonStar, Route, Unplug, UserRound } from 'lucide-react'
import type { HandoverCause } from '../../dataplane/contract/handovers.ts'

const icons = {
  'link-lost': Unplug,
  'address-changed': ArrowLeftRight,
  'route-changed': Route,
  wake: MoonStar,
  'peer-moved': UserRound,
} as const satisfies Record<HandoverCause, unknown>

export function CauseShape({ cause }: { cause: HandoverCause }) {
  const Icon = icons[cause]
  return <Icon size={16} aria-hidden="true" className="text-ink-faint" />
}
