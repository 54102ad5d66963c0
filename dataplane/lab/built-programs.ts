// Where the programs are that the lab starts: beside this one when it is built, in out/ when it
// runs from source.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LabError } from './lab-error.ts'

export type BuiltProgram =
  'static-tunnel.mjs' | 'vip.mjs' | 'vipd.mjs' | 'link-emulator' | 'sequence-stream' | 'host-mover'

/** @throws LabError `not-built` */
export function builtProgram(name: BuiltProgram): string {
  const folder = import.meta.url.endsWith('.ts') ? '../../out/' : './'
  const path = fileURLToPath(new URL(folder + name, import.meta.url))
  if (!existsSync(path)) throw new LabError({ code: 'not-built', program: `out/${name}` })
  return path
}
