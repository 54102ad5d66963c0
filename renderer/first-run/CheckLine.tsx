// The outcome of one check: shape, colour and sentence, with the remedy where there is one.
import { Check, CircleDashed, Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { Diagnosis } from '../../dataplane/contract/calls.ts'
import { classNames } from '../ui/class-names.ts'

type Severity = Diagnosis['checks'][number]['severity']

const marks = {
  ok: { Icon: Check, colour: 'text-alive' },
  skipped: { Icon: CircleDashed, colour: 'text-ink-faint' },
  info: { Icon: Info, colour: 'text-accent' },
  warning: { Icon: TriangleAlert, colour: 'text-heed' },
  error: { Icon: OctagonAlert, colour: 'text-fault' },
} as const satisfies Record<Severity, unknown>

export function CheckLine({
  severity,
  text,
  remedy,
}: {
  severity: Severity
  text: string
  remedy: string | null
}) {
  const { Icon, colour } = marks[severity]
  return (
    <li className="flex gap-2.5">
      <Icon size={16} aria-hidden="true" className={classNames('mt-0.5 shrink-0', colour)} />
      <span className="grid min-w-0">
        <span>{text}</span>
        {remedy !== null && <span className="text-fine text-ink-soft">{remedy}</span>}
      </span>
    </li>
  )
}
