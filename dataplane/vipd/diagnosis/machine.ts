// What `vip doctor` reads of this machine. Programs are not asked: the helper runs none.
import { readdirSync, readFileSync, statSync } from 'node:fs'

export interface Machine {
  /** UDP ports that somebody on this machine has open; undefined where the kernel does not tell. */
  openUdpPorts(): ReadonlySet<number> | undefined
  /** Of this process, effective (capabilities(7)). */
  capabilities(): bigint
  /** Permission bits and last change; undefined where there is no such file. */
  fileAt(path: string): { mode: number; changedAtMs: number } | undefined
  /** Empty where there is no such file, or it may not be read. */
  textOf(path: string): string
  /** Empty where there is no such folder. */
  namesIn(folder: string): readonly string[]
}

export const thisMachine: Machine = {
  openUdpPorts() {
    const tables = ['udp', 'udp6'].flatMap((name) => read(`/proc/self/net/${name}`) ?? [])
    return tables.length === 0 ? undefined : new Set(tables.flatMap(localPorts))
  },
  capabilities() {
    const status = read('/proc/self/status') ?? ''
    return BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  },
  fileAt(path) {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? undefined : { mode: stat.mode & 0o777, changedAtMs: stat.mtimeMs }
  },
  textOf: (path) => read(path) ?? '',
  namesIn(folder) {
    try {
      return readdirSync(folder)
    } catch {
      return []
    }
  },
}

/** proc_net(5): the second column is the local address, its port in hexadecimal. */
function localPorts(table: string): number[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number.parseInt(line.trim().split(/\s+/)[1]?.split(':').at(-1) ?? '', 16))
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
