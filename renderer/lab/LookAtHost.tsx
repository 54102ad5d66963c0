// What is said in place of what only receipts of the lab's hosts can show, with the buttons that lead to them.
import { labText } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { labHosts } from './lab-moves.ts'
import type { AskLab } from './use-lab-acts.ts'

export function LookAtHost({ ask }: { ask: AskLab }) {
  return (
    <div className="grid gap-3">
      <p className="text-fine text-ink-soft">{labText.notLooking}</p>
      <div className="flex flex-wrap gap-2">
        {labHosts.map((host) => (
          <Button key={host} size="small" onClick={() => ask('look', { at: host })}>
            {labText.look(host)}
          </Button>
        ))}
      </div>
    </div>
  )
}
