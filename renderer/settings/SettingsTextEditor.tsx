// The configuration file itself, with its problems below; each leads to its place in the text.
import { useId, useRef } from 'react'
import type { ConfigurationProblem } from '../../dataplane/contract/configuration.ts'
import { settingsText } from '../text/settings-text.ts'
import { offsetOfPlace } from './offset-of-place.ts'

export function SettingsTextEditor({
  text,
  onText,
  problems,
}: {
  text: string
  onText: (text: string) => void
  problems: readonly ConfigurationProblem[]
}) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const goTo = ({ line, column }: ConfigurationProblem) => {
    const at = offsetOfPlace(text, line, column)
    field.current?.focus()
    field.current?.setSelectionRange(at, at)
  }
  const lines = text.split('\n').length
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="text-sm font-medium">
        {settingsText.textLabel}
      </label>
      <textarea
        id={id}
        ref={field}
        value={text}
        rows={Math.min(34, Math.max(16, lines + 1))}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        wrap="off"
        aria-invalid={problems.length > 0 || undefined}
        aria-describedby={`${id}-problems`}
        onChange={(event) => onText(event.target.value)}
        className="w-full resize-y rounded-card border border-line-strong/70 bg-panel px-4 py-3 font-mono text-fine leading-6 aria-invalid:border-fault"
      />
      <div id={`${id}-problems`} role="status" className="grid gap-1">
        {problems.length === 0 && <p className="text-fine text-ink-soft">{settingsText.right}</p>}
        {problems.map((problem) => (
          <button
            key={`${problem.line} ${problem.column} ${problem.key}`}
            type="button"
            onClick={() => goTo(problem)}
            className="rounded text-left text-fine text-fault underline-offset-2 hover:underline"
          >
            {settingsText.problemAt(problem)}
          </button>
        ))}
      </div>
    </div>
  )
}
