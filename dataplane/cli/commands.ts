// All commands of `vip` by name, in the order of its help.
import type { Command } from './command.ts'
import { cleanup } from './cleanup.ts'
import { completionOf } from './completion.ts'
import { daemon } from './daemon.ts'
import { ddns } from './ddns.ts'
import { doctor } from './doctor.ts'
import { events } from './events.ts'
import { handovers } from './handovers.ts'
import { key } from './key.ts'
import { lab } from './lab.ts'
import { nameserver } from './nameserver.ts'
import { peers } from './peers.ts'
import { resolve } from './resolve.ts'
import { run } from './run.ts'
import { status } from './status.ts'
import { down, up } from './switch.ts'
import { trust } from './trust.ts'
import { ui } from './ui.ts'

export const commands: Readonly<Record<string, Command>> = {
  ...{ status, peers, resolve, trust, key, ddns, handovers, events, run, up, down, doctor, ui },
  ...{ daemon, cleanup, lab, nameserver },
  completion: completionOf(() => commands),
}
