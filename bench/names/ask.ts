// Runs on a host of the lab: how long a name takes to be answered, as a program on that host sees it, beside what the
// name server itself takes.
//   node ask.ts NAME_SERVER RESOLVER NAME    prints an `Asked` as JSON
import { Resolver } from 'node:dns/promises'

export type Asked = {
  /** Of the name server, each in turn. */
  serverMs: number[]
  /** Of the resolver, the first time that it is asked for the name. */
  firstMs: number
  address: string | undefined
}

/** So many that the asking program itself is warm. */
const serverQuestions = 50

const [nameServer = '', resolver = '', name = ''] = process.argv.slice(2)

async function timed(server: string): Promise<{ ms: number; address: string | undefined }> {
  const asking = new Resolver({ timeout: 10_000, tries: 1 })
  asking.setServers([server])
  const startedMs = performance.now()
  const [address] = await asking.resolve4(name)
  return { ms: performance.now() - startedMs, address }
}

const serverMs: number[] = []
for (let times = 0; times < serverQuestions; times += 1) serverMs.push((await timed(nameServer)).ms)
const { ms: firstMs, address } = await timed(resolver)
const asked: Asked = { serverMs, firstMs, address }
process.stdout.write(`${JSON.stringify(asked)}\n`)
