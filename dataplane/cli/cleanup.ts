// `vip cleanup`: becomes the helper's program for a moment, which knows what a helper changes.
import type { Command } from './command.ts'
import { becomeHelper } from './daemon.ts'
import { text } from './text.ts'

export const cleanup: Command = {
  help: text.cleanupHelp,
  async run(argv) {
    return becomeHelper(['--cleanup', ...argv])
  },
}
