// The TCP ports that somebody listens on, as the kernel lists them (proc_net(5), `tcp` and `tcp6`).

const LISTEN = '0A'

/** @param table whole, with its heading */
export function listeningPorts(table: string): Set<number> {
  const rows = table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
  return new Set(
    rows
      .filter(([, , , state]) => state === LISTEN)
      .map(([, local = '']) => Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)),
  )
}
