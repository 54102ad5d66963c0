// The state of a mapping: shape, colour and word.
import type { Mapping } from '../../dataplane/contract/model.ts'
import { mappingStateText } from '../text/peer-state-text.ts'

const shapes = {
  active: { colour: 'text-ink-soft', path: 'M2 4.2h8M2 7.8h8' },
  temporary: { colour: 'text-heed', path: 'M2 4.2h8M2 7.8h2m2 0h1m2 0h1' },
  invalid: { colour: 'text-fault', path: 'M2 4.2h8M2 7.8h8M8.2 2 3.8 10' },
} as const satisfies Record<Mapping['state'], unknown>

export function MappingMark({ state }: { state: Mapping['state'] }) {
  const { word, sentence } = mappingStateText[state]
  const { colour, path } = shapes[state]
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap" title={sentence}>
      <svg viewBox="0 0 12 12" width={12} height={12} aria-hidden="true" className={colour}>
        <path d={path} stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
      <span className={state === 'active' ? 'text-ink-soft' : colour}>{word}</span>
    </span>
  )
}
