// What to try on the laptops from a terminal.
import { labText } from '../text/lab-text.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Section } from '../ui/Page.tsx'

/** The lab's name where no option names one. */
const usualLab = 'lab'

export function TerminalHints({ labName }: { labName: string }) {
  const option = labName === usualLab ? '' : ` --lab ${labName}`
  return (
    <Section title={labText.terminal} explanation={labText.terminalExplained}>
      <ul className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {labText.commands(option).map(({ what, command }) => (
          <li key={command} className="grid gap-0.5">
            <span className="text-fine text-ink-soft">{what}</span>
            <CopyText text={command} what={labText.theCommand} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
