// The helper's configuration file, as a form and as it is, and the preferences of this app.
import { useState } from 'react'
import { HelperGate } from '../frame/HelperGate.tsx'
import { AppPreferences } from '../settings/AppPreferences.tsx'
import { SaveBar } from '../settings/SaveBar.tsx'
import { SettingsForm } from '../settings/SettingsForm.tsx'
import { SettingsTextEditor } from '../settings/SettingsTextEditor.tsx'
import { useConfiguration } from '../settings/use-configuration.ts'
import type { Editor } from '../settings/use-configuration.ts'
import { goTo } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { faultSentence } from '../text/fault-text.ts'
import { pageTitles } from '../text/frame-text.ts'
import { settingsText } from '../text/settings-text.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Loading } from '../ui/Loading.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { classNames } from '../ui/class-names.ts'

/** `#/settings/app` are the preferences of the app. */
const appItem = 'app'

export function Settings({ item }: { item: string | null }) {
  const runDirectory = useDesk((view) => view.viewpoint?.runDirectory ?? '')
  return (
    <Page title={pageTitles.settings} lede={settingsText.lede} width="wide">
      <Tabs
        label={pageTitles.settings}
        chosen={item === appItem ? 'app' : 'helper'}
        onChoice={(chosen) => goTo('settings', chosen === 'app' ? appItem : null)}
        tabs={[
          {
            value: 'helper',
            word: settingsText.configuration,
            content: (
              <HelperGate>
                {() => <HelperSettings key={runDirectory} runDirectory={runDirectory} />}
              </HelperGate>
            ),
          },
          { value: 'app', word: settingsText.app, content: <AppPreferences /> },
        ]}
      />
    </Page>
  )
}

function HelperSettings({ runDirectory }: { runDirectory: string }) {
  const editor = useConfiguration(runDirectory)
  const { loaded } = editor
  switch (loaded.is) {
    case 'loading':
      return <Loading words={settingsText.loading} />
    case 'failed':
      return <Notice tone="error" title={faultSentence(loaded.fault)} />
    case 'unreadable':
      return (
        <EmptyState title={settingsText.unreadable}>
          {loaded.problems.length === 0
            ? settingsText.unreadableSentence(loaded.file)
            : loaded.problems.map(settingsText.unreadableProblem).join(' ')}
        </EmptyState>
      )
    case 'read':
      return <ConfigurationEditor editor={editor} file={loaded.file} inForce={loaded.inForce} />
  }
}

const faces = (['form', 'text'] as const).map((value) => ({ value, word: settingsText[value] }))

function ConfigurationEditor({
  editor,
  file,
  inForce,
}: {
  editor: Editor
  file: string
  inForce: 'file' | 'last-good'
}) {
  // Where there is room both stand side by side.
  const [face, setFace] = useState<'form' | 'text'>('form')
  const { text, setText, problems } = editor
  return (
    <section aria-label={settingsText.configuration} className="grid gap-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="font-mono text-fine text-ink-soft">{file}</p>
        <div className="ml-auto xl:hidden">
          <SegmentedChoice
            label={settingsText.configuration}
            choices={faces}
            chosen={face}
            onChoice={setFace}
          />
        </div>
      </div>
      {inForce === 'last-good' && !editor.isChanged && (
        <Notice tone="warning" title={settingsText.lastGood}>
          {settingsText.lastGoodSentence}
        </Notice>
      )}
      <div className="grid items-start gap-x-12 gap-y-6 xl:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
        <div className={classNames(face === 'text' && 'max-xl:hidden')}>
          <SettingsForm text={text} onText={setText} problems={problems} />
        </div>
        <div className={classNames('xl:sticky xl:top-6', face === 'form' && 'max-xl:hidden')}>
          <SettingsTextEditor text={text} onText={setText} problems={problems} />
        </div>
      </div>
      <SaveBar editor={editor} />
    </section>
  )
}
