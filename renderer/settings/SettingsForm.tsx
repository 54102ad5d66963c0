// The configuration file as a form: by table, each key with its value, what is usual, and what is wrong with it.
import type { TomlTable } from 'smol-toml'
import type { ConfigurationProblem } from '../../dataplane/contract/configuration.ts'
import { keyTexts, settingsText, tableTexts } from '../text/settings-text.ts'
import { ChoiceInput, Field, TextInput } from '../ui/Field.tsx'
import type { FieldLinks } from '../ui/Field.tsx'
import { ListInput } from './ListInput.tsx'
import { readToml, valueIn, withValue } from './edit-toml.ts'
import type { TomlValue } from './edit-toml.ts'
import { Notice } from '../ui/Notice.tsx'
import { dottedKey, settingsTables } from './settings-keys.ts'
import type { SettingsKey } from './settings-keys.ts'

type Props = {
  text: string
  onText: (text: string) => void
  problems: readonly ConfigurationProblem[]
}

export function SettingsForm({ text, onText, problems }: Props) {
  const root = readToml(text)
  if (root === undefined) {
    return (
      <Notice tone="warning" title={settingsText.notToml}>
        {settingsText.notTomlSentence}
      </Notice>
    )
  }
  return (
    <div className="grid gap-8">
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
  // A value that this text has in a form that only its author can change, such as an inline table.
  const isFixed = given !== undefined && withValue(text, table, key, undefined) === undefined
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
        <ValueInput value={value} given={given} links={links} words={words} onValue={set} />
      )}
    </Field>
  )
}

function ValueInput({
  value,
  given,
  links,
  words,
  onValue,
}: {
  value: SettingsKey['value']
  given: unknown
  links: FieldLinks
  words: (typeof keyTexts)[string] | undefined
  onValue: (value: TomlValue | undefined) => void
}) {
  const placeholder = value.usual === null ? undefined : settingsText.usual(value.usual)
  switch (value.is) {
    case 'choice': {
      const chosen = typeof given === 'string' ? given : value.usual
      // A word that is none of them stays in sight until another is chosen.
      const choices = value.choices.includes(chosen) ? value.choices : [...value.choices, chosen]
      return (
        <ChoiceInput
          {...links}
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
          links={links}
          list={Array.isArray(given) ? given.map(String) : []}
          placeholder={placeholder}
          onList={(list) => onValue(list.length === 0 ? undefined : list)}
        />
      )
    case 'number':
      return (
        <div className="max-w-48">
          <TextInput
            {...links}
            inputMode="numeric"
            value={asTyped(given)}
            placeholder={placeholder}
            onText={(typed) => onValue(typed === '' ? undefined : numberOrText(typed))}
          />
        </div>
      )
    case 'text':
      return (
        <TextInput
          {...links}
          value={asTyped(given)}
          placeholder={placeholder}
          onText={(typed) => onValue(typed === '' ? undefined : typed)}
        />
      )
  }
}

function asTyped(given: unknown): string {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : ''
}

/** What is no number is written as it was typed, so that its author sees it and what would be right. */
function numberOrText(typed: string): TomlValue {
  return /^-?(0|[1-9]\d{0,14})$/.test(typed) ? Number(typed) : typed
}
