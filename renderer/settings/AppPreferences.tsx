// What this app itself does for this person: its theme, its start, its notices.
import type { ReactNode } from 'react'
import { hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { useAct } from '../state/use-act.ts'
import { useExpected } from '../state/use-expected.ts'
import { faultSentence } from '../text/fault-text.ts'
import { settingsText } from '../text/settings-text.ts'
import { Notice } from '../ui/Notice.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import { Switch } from '../ui/Switch.tsx'

const themes = (['system', 'light', 'dark'] as const).map((value) => ({
  value,
  word: settingsText.themes[value],
}))

export function AppPreferences() {
  const preferences = useDesk((view) => view.preferences)
  const shell = useDesk((view) => view.shell)
  const set = useAct('setPreferences')
  if (preferences === null || shell === null) return null
  return (
    <div className="grid max-w-[42rem] gap-4">
      <p className="text-ink-soft">{settingsText.appSentence}</p>
      <div className="grid divide-y divide-line border-y border-line">
        <Row label={settingsText.theme}>
          <SegmentedChoice
            label={settingsText.theme}
            choices={themes}
            chosen={preferences.theme}
            onChoice={(theme) => void set.run({ theme })}
          />
        </Row>
        {shell.hasTray && (
          <>
            <Preference
              label={settingsText.startAtLogin}
              hint={settingsText.startAtLoginHint}
              isOn={preferences.startAtLogin}
              onSwitch={(startAtLogin) => void set.run({ startAtLogin })}
            />
            <Preference
              label={settingsText.notifications}
              hint={settingsText.notificationsHint}
              isOn={preferences.notifications}
              onSwitch={(notifications) => void set.run({ notifications })}
            />
          </>
        )}
        <Row label={settingsText.about}>
          <span className="text-ink-soft">{shell.version}</span>
        </Row>
      </div>
      <p>
        <a
          href={hashOf({ page: 'first-run', item: null })}
          className="text-fine text-accent underline underline-offset-2"
        >
          {settingsText.setUp}
        </a>
      </p>
      {set.state.is === 'failed' && (
        <Notice tone="error" title={faultSentence(set.state.fault)} isAlert />
      )}
    </div>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 py-3">
      <span className="font-medium">{label}</span>
      {children}
    </div>
  )
}

function Preference({
  label,
  hint,
  isOn,
  onSwitch,
}: {
  label: string
  hint: string
  isOn: boolean
  onSwitch: (isOn: boolean) => void
}) {
  const [shown, expect] = useExpected(isOn)
  return (
    <div className="grid gap-0.5 py-3">
      <Switch
        label={label}
        isOn={shown}
        onSwitch={(next) => {
          expect(next)
          onSwitch(next)
        }}
      />
      <p className="pr-14 text-fine text-ink-faint">{hint}</p>
    </div>
  )
}
