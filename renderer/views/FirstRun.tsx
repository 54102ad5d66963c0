// The set-up: the helper, this computer's name, mobility on, a first host. Steps may be left, and stay here.
import { HelperMissing } from '../frame/HelperMissing.tsx'
import { CheckLine } from '../first-run/CheckLine.tsx'
import { NameStep } from '../first-run/NameStep.tsx'
import { ReachStep } from '../first-run/ReachStep.tsx'
import { Step } from '../first-run/Step.tsx'
import type { StepState } from '../first-run/Step.tsx'
import { checksOf, useChecks } from '../first-run/use-checks.ts'
import type { Checks } from '../first-run/use-checks.ts'
import type { Status } from '../../dataplane/contract/model.ts'
import { goTo } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { useSight } from '../state/sight.ts'
import { useAct } from '../state/use-act.ts'
import { useMobility } from '../state/use-mobility.ts'
import { faultSentence } from '../text/fault-text.ts'
import { firstRunText } from '../text/first-run-text.ts'
import { frameText, pageTitles } from '../text/frame-text.ts'
import { Button } from '../ui/Button.tsx'
import { Loading } from '../ui/Loading.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'

export function FirstRun() {
  const sight = useSight()
  const status = sight.is === 'ready' ? sight.status : null
  const hasPeers = useDesk((view) => view.mappings.size > 0)
  const { checks, check } = useChecks(status !== null)
  const remember = useAct('setPreferences')
  const finish = async () => {
    const reply = await remember.run({ firstRunDone: true })
    if (reply.ok) goTo('status')
  }
  return (
    <Page title={pageTitles['first-run']} lede={firstRunText.lede}>
      <ol className="grid">
        <HelperStep />
        <NameStep status={status} checks={checks} onCheck={() => void check()} />
        <TurnOnStep status={status} checks={checks} onCheck={() => void check()} />
        <ReachStep isThere={status !== null} hasPeers={hasPeers} />
      </ol>
      <div className="flex gap-2 border-t border-line pt-5">
        <Button kind={status === null ? 'plain' : 'primary'} onClick={() => void finish()}>
          {firstRunText.finish}
        </Button>
        <Button kind="quiet" onClick={() => goTo('status')}>
          {firstRunText.later}
        </Button>
      </div>
      {remember.state.is === 'failed' && (
        <Notice tone="error" title={faultSentence(remember.state.fault)} isAlert />
      )}
    </Page>
  )
}

function HelperStep() {
  const sight = useSight()
  const { title, what, running } = firstRunText.helper
  const isRunning = sight.is === 'ready' || sight.is === 'loading'
  const hasFailed = sight.is === 'no-helper' && sight.helper.phase === 'failed'
  const state: StepState = isRunning ? 'done' : hasFailed ? 'problem' : 'open'
  return (
    <Step number={1} state={state} title={title} what={what}>
      {sight.is === 'ready' && <p>{running(sight.status.version)}</p>}
      {sight.is === 'no-desk' && <Loading words={frameText.connecting} />}
      {sight.is === 'no-helper' && <HelperMissing helper={sight.helper} isInStep />}
    </Step>
  )
}

function TurnOnStep({
  status,
  checks,
  onCheck,
}: {
  status: Status | null
  checks: Checks
  onCheck: () => void
}) {
  const words = firstRunText.turnOn
  const mobility = useMobility()
  // What is there, not what was chosen: only the helper knows.
  const isOn = status?.enabled === true && status.ready
  const port = checksOf(checks, ['port'])
  const isPortWrong = port.some(({ severity }) => severity === 'warning' || severity === 'error')
  const state: StepState = !isOn ? 'open' : isPortWrong ? 'problem' : 'done'
  const turnOn = async () => {
    if (await mobility.turn(true)) onCheck()
  }
  return (
    <Step number={3} state={state} title={words.title} what={words.what}>
      {status !== null && (
        <>
          <div role="status">
            <ul className="grid gap-2">
              <CheckLine
                severity={isOn ? 'ok' : 'skipped'}
                text={isOn ? words.tun(status.tun) : words.tunOff}
                remedy={null}
              />
              <CheckLine
                severity={isOn ? 'ok' : 'skipped'}
                text={isOn ? words.resolver(status.resolver.listen) : words.resolverOff}
                remedy={null}
              />
              {port.length === 0 && (
                <CheckLine severity="skipped" text={words.portUnknown} remedy={null} />
              )}
              {port.map((each) => (
                <CheckLine key={each.code} {...each} />
              ))}
            </ul>
          </div>
          <div>
            {isOn ? (
              <Button isDisabled={checks.is === 'running'} onClick={onCheck}>
                {words.check}
              </Button>
            ) : (
              <Button
                kind="primary"
                isDisabled={!mobility.mayTurn || mobility.state.is === 'busy'}
                onClick={() => void turnOn()}
              >
                {words.button}
              </Button>
            )}
          </div>
          {mobility.state.is === 'failed' && (
            <Notice tone="error" title={faultSentence(mobility.state.fault)} isAlert />
          )}
        </>
      )}
    </Step>
  )
}
