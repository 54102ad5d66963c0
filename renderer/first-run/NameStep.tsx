// This computer as others must know it, and whether DNS says so.
import type { Status } from '../../dataplane/contract/model.ts'
import { goTo } from '../navigation.ts'
import { faultSentence } from '../text/fault-text.ts'
import { firstRunText } from '../text/first-run-text.ts'
import { Button } from '../ui/Button.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { CheckLine } from './CheckLine.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Step } from './Step.tsx'
import type { StepState } from './Step.tsx'
import { checksOf } from './use-checks.ts'
import type { Checks } from './use-checks.ts'

const words = firstRunText.name
const dnsCodes = ['dns-failed', 'dns-address', 'dns-magic']

export function NameStep({
  status,
  checks,
  onCheck,
}: {
  status: Status | null
  checks: Checks
  onCheck: () => void
}) {
  const found = checksOf(checks, dnsCodes)
  return (
    <Step
      number={2}
      state={status === null ? 'open' : stateOf(checks, found)}
      title={words.title}
      what={words.what}
    >
      {status !== null && (
        <>
          <Facts>
            <Fact name={words.name}>
              {status.name === null ? (
                words.noName
              ) : (
                <CopyText text={status.name} what={words.copied.name} />
              )}
            </Fact>
            <Fact name={words.key}>
              <Fingerprint fingerprint={status.fingerprint} what={words.copied.fingerprint} />
            </Fact>
            <Fact name={words.records}>
              <Records checks={checks} />
            </Fact>
          </Facts>
          <div role="status">
            <ul className="grid gap-2">
              {found.map((check) => (
                <CheckLine key={check.code} {...check} />
              ))}
            </ul>
          </div>
          {checks.is === 'failed' && (
            <Notice tone="error" title={faultSentence(checks.fault)} isAlert />
          )}
          <div className="flex flex-wrap gap-2">
            <Button isDisabled={checks.is === 'running'} onClick={onCheck}>
              {checks.is === 'running' ? words.checking : words.check}
            </Button>
            <Button onClick={() => goTo('settings')}>{words.toSettings}</Button>
          </div>
        </>
      )}
    </Step>
  )
}

function stateOf(checks: Checks, found: ReturnType<typeof checksOf>): StepState {
  if (checks.is === 'failed') return 'problem'
  if (found.length === 0) return 'open'
  return found.every(({ severity }) => severity === 'ok' || severity === 'info')
    ? 'done'
    : 'problem'
}

function Records({ checks }: { checks: Checks }) {
  if (checks.is === 'failed') return <span className="text-ink-soft">{words.notKnown}</span>
  if (checks.is !== 'made') return <span className="text-ink-soft">{words.checking}</span>
  if (!checks.ddns.ok) return <span className="text-fault">{faultSentence(checks.ddns.fault)}</span>
  const { records } = checks.ddns.value
  if (records.length === 0) return <span className="text-ink-soft">{words.noRecords}</span>
  return (
    <>
      <ul className="grid gap-1">
        {records.flatMap(({ name, type, values }) =>
          values.map((value) => (
            <li
              key={`${name} ${type} ${value}`}
              className="font-mono text-fine break-words text-ink-soft"
            >
              {name} <span className="text-ink">{type}</span> {value}
            </li>
          )),
        )}
      </ul>
      <span className="text-fine text-ink-faint">{words.recordsSentence}</span>
    </>
  )
}
