// Instead of a page's facts while no helper has any: what happened, and the one button that helps.
import { useDesk } from '../state/desk-store.ts'
import type { MissingHelper } from '../state/sight.ts'
import { useAct } from '../state/use-act.ts'
import { useNow } from '../state/use-now.ts'
import { faultSentence } from '../text/fault-text.ts'
import { helperWords } from '../text/helper-text.ts'
import { uiText } from '../text/ui-text.ts'
import { Button } from '../ui/Button.tsx'
import { HelperShape } from '../ui/HelperShape.tsx'
import { Notice } from '../ui/Notice.tsx'
import { classNames } from '../ui/class-names.ts'
import { StartHelper } from './StartHelper.tsx'

export function HelperMissing({
  helper,
  isInStep = false,
}: {
  helper: MissingHelper
  /** What a helper is for has been said above. */
  isInStep?: boolean
}) {
  const viewpoint = useDesk((view) => view.viewpoint)
  const words = helperWords(helper, viewpoint, useNow())
  const Heading = isInStep ? 'h3' : 'h2'
  return (
    <div className={classNames('grid max-w-[36rem] gap-4', isInStep ? 'pt-2' : 'py-6')}>
      {!(isInStep && helper.phase === 'absent') && (
        <>
          <div className="flex items-center gap-3">
            <HelperShape phase={helper.phase} size={isInStep ? 16 : 22} />
            <Heading
              className={isInStep ? 'font-semibold' : 'text-lg font-semibold tracking-tight'}
            >
              {words.title}
            </Heading>
          </div>
          <p className="text-ink-soft">{words.sentence}</p>
        </>
      )}
      {words.detail !== null && <ProgramWords words={words.detail} />}
      {words.button !== null && <StartHelper button={words.button} />}
    </div>
  )
}

/** Above facts that are those of before, while the helper may come back by itself. */
export function StaleNotice({ helper }: { helper: MissingHelper }) {
  const viewpoint = useDesk((view) => view.viewpoint)
  const words = helperWords(helper, viewpoint, useNow())
  const start = useAct('startHelper')
  return (
    <Notice
      tone="warning"
      title={words.title}
      action={
        words.button !== null && (
          <Button size="small" onClick={() => void start.run({})}>
            {words.button}
          </Button>
        )
      }
    >
      <p>{words.sentence}</p>
      {start.state.is === 'failed' && <p role="alert">{faultSentence(start.state.fault)}</p>}
    </Notice>
  )
}

function ProgramWords({ words }: { words: string }) {
  return (
    <figure className="grid gap-1">
      <figcaption className="text-fine text-ink-faint">{uiText.details}</figcaption>
      <pre className="overflow-x-auto rounded-control bg-sunken px-3 py-2 font-mono text-fine whitespace-pre-wrap">
        {words}
      </pre>
    </figure>
  )
}
