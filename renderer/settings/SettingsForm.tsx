// The configuration file as a form: by table, each key with its value, what is usual, and what is wrong with it.
import { memo, useRef } from 'react'
import type { TomlTable } from 'smol-toml'
import type { ConfigurationProblem } from '../../dataplane/contract/configuration.ts'
import { keyTexts, settingsText, tableTexts } from '../text/settings-text.ts'
import { ChoiceInput, Field, TextInput } from '../ui/Field.tsx'
import type { FieldLinks } from '../ui/Field.tsx'
import { ListInput } from './ListInput.tsx'
import { isChangeable, readToml, valueIn, withValue } from './edit-toml.ts'
import type { TomlValue } from './edit-toml.ts'
import { Notice } from '../ui/Notice.tsx'
import { dottedKey, settingsTables } from './settings-keys.ts'
import type { SettingsKey } from './settings-keys.ts'

type Props = {
  text: string
  onText: (text: string) => void
  problems: readonly ConfigurationProblem[]
}

const allKeys = settingsTables.flatMap(({ keys }) => keys)
const dottedKeys = new Set(allKeys.map(dottedKey))

/** Computed anew only when text or problems are others: there is much to it, and the page is drawn each second. */
export const SettingsForm = memo(function SettingsForm({ text, onText, problems }: Props) {
  const root = readToml(text)
  if (root === undefined) {
    return (
      <div className="grid gap-3">
        <Notice tone="warning" title={settingsText.notToml}>
          {settingsText.notTomlSentence}
        </Notice>
        <ProblemsElsewhere problems={problems} />
      </div>
    )
  }
  return (
    <div className="grid gap-8">
      <ProblemsElsewhere problems={problems.filter(({ key }) => !dottedKeys.has(key))} />
      {settingsTables.map(({ table, keys }) => (
        <fieldset key={table} className="grid min-w-0 gap-4">
          <legend className="contents">
            <span className="grid gap-0.5 border-b border-line pb-2">
              <span className="text-base font-semibold">{tableTexts[table]?.title}</span>
              <span className="text-fine text-ink-soft">{tableTexts[table]?.sentence}</span>
            </span>
          </legend>
          {keys.map((key) => (
            <KeyField
              key={key.key}
              settingsKey={key}
              root={root}
              text={text}
              onText={onText}
              problem={problems.find((each) => each.key === dottedKey(key))}
            />
          ))}
        </fieldset>
      ))}
    </div>
  )
})

/** Those that no field shows, such as an unknown key; where there is room the text beside has them. */
function ProblemsElsewhere({ problems }: Pick<Props, 'problems'>) {
  return (
    <div role="status" className="xl:hidden">
      <ul className="grid gap-1 empty:hidden">
        {problems.map((problem) => (
          <li
            key={`${problem.line} ${problem.column} ${problem.key}`}
            className="text-fine text-fault"
          >
            {settingsText.problemAt(problem)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function KeyField({
  settingsKey,
  root,
  text,
  onText,
  problem,
}: {
  settingsKey: SettingsKey
  root: TomlTable
  text: string
  onText: (text: string) => void
  problem: ConfigurationProblem | undefined
}) {
  const { table, key, value } = settingsKey
  const words = keyTexts[dottedKey(settingsKey)]
  const given = valueIn(root, table, key)
  // One that cannot be taken out could be left empty only, which means something else.
  const isRemovable = () => withValue(text, table, key, undefined) !== undefined
  // Where there is no such table yet, there is room for it.
  const isThere = Object.hasOwn(root, table === '' ? key : table)
  const isFixed =
    isThere && (!isChangeable(text, table, key) || (given !== undefined && !isRemovable()))
  const wasEmptied = useRef(false)
  const set = (next: TomlValue | undefined) => {
    const edited = withValue(text, table, key, next)
    if (edited !== undefined) onText(edited)
  }
  return (
    <Field
      isRow
      label={words?.label ?? dottedKey(settingsKey)}
      hint={isFixed ? settingsText.onlyInText : words?.hint}
      problem={problem === undefined ? undefined : settingsText.problemAtKey(problem)}
    >
      {(links) => (
        <ValueInput
          value={value}
          given={given}
          isFixed={isFixed}
          links={links}
          words={words}
          onValue={(next) => {
            wasEmptied.current = typeof next !== 'number' && next.length === 0
            set(next)
          }}
          // Only now: a value that is just being typed anew keeps its place and its comment.
          onLeave={() => {
            if (wasEmptied.current) set(undefined)
            wasEmptied.current = false
          }}
        />
      )}
    </Field>
  )
}

function ValueInput({
  value,
  given,
  isFixed,
  links,
  words,
  onValue,
  onLeave,
}: {
  value: SettingsKey['value']
  given: unknown
  isFixed: boolean
  links: FieldLinks
  words: (typeof keyTexts)[string] | undefined
  onValue: (value: TomlValue) => void
  onLeave: () => void
}) {
  const placeholder = value.usual === null ? undefined : settingsText.usual(value.usual)
  const typed = { ...links, placeholder, readOnly: isFixed, onBlur: onLeave }
  switch (value.is) {
    case 'choice': {
      const chosen = typeof given === 'string' ? given : value.usual
      // A word that is none of them stays in sight until another is chosen.
      const choices = value.choices.includes(chosen) ? value.choices : [...value.choices, chosen]
      return (
        <ChoiceInput
          {...links}
          disabled={isFixed}
          value={chosen}
          onChoice={onValue}
          choices={choices.map((choice) => {
            const word = words?.choices?.[choice] ?? choice
            const isUsual = choice === value.usual
            return { value: choice, word: isUsual ? settingsText.usualChoice(word) : word }
          })}
        />
      )
    }
    case 'list':
      return (
        <ListInput
          {...typed}
          list={Array.isArray(given) ? given.map(String) : []}
          onList={onValue}
        />
      )
    case 'number':
      return (
        <div className="max-w-48">
          <TextInput
            {...typed}
            inputMode="numeric"
            value={asTyped(given)}
            onText={(next) => onValue(numberOrText(next))}
          />
        </div>
      )
    case 'text':
      return <TextInput {...typed} value={asTyped(given)} onText={onValue} />
  }
}

function asTyped(given: unknown): string {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : ''
}

/** What is no number is written as it was typed, so that its author sees it and what would be right. */
function numberOrText(typed: string): TomlValue {
  return /^-?(0|[1-9]\d{0,14})$/.test(typed) ? Number(typed) : typed
}
