// `vip events`: what has happened, and what happens.
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'
import { eventText, eventsMissedText } from './events-text.ts'

export const events = clientCommand({
  help: clientText.eventsHelp,
  flags: ['follow'],
  async talk({ client, flags, print }) {
    for await (const frame of client.events()) {
      if (frame.kind === 'events-missed') {
        print({ missed: frame.count }, eventsMissedText(frame.count))
      } else if (frame.kind === 'event') print(frame.event, eventText(frame.event))
      else if (!flags.has('follow')) return exitStatus.done
    }
    return exitStatus.failed
  },
})
