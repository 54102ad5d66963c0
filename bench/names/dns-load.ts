// A load of DNS questions, a program of its own so that it has a processor of its own:
//
//   dns-load.ts rate ADDRESS NAME SECONDS WINDOW     so many questions on their way at any time
//   dns-load.ts compare ADDRESS OTHER NAME PAIRS     one after the other, to the two in turn
//
// Each answer has to be to its question, without an error and with a record. Prints one line of JSON.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { percentile } from '../../dataplane/lab/measuring/statistics.ts'

const PORT = 53
/** A datagram that was lost is not waited for. */
const PATIENCE_MS = 5000
/** Of the first ones, while code is compiled and caches are filled. */
const WARM_UP_SHARE = 0.2

function questionFor(name: string): Buffer {
  const labels = name.split('.').map((label) => `${String.fromCharCode(label.length)}${label}`)
  const question = Buffer.from(`${labels.join('')}\0\0\x01\0\x01`, 'latin1')
  // Recursion desired, one question.
  return Buffer.concat([Buffer.from('000001000001000000000000', 'hex'), question])
}

async function connected(address: string): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
  socket.connect(PORT, address)
  await once(socket, 'connect')
  return socket
}

/** @throws for an answer that says nothing, which would be fast for the wrong reason */
function check(answer: Buffer): void {
  const isAnswer = (answer[2] ?? 0) >= 0x80 && ((answer[3] ?? 0) & 0xf) === 0
  if (!isAnswer || answer.readUInt16BE(6) === 0) {
    throw new Error(`not an answer with a record: ${answer.toString('hex')}`)
  }
}

async function rate(address: string, name: string, seconds: number, window: number) {
  const socket = await connected(address)
  const question = questionFor(name)
  const sentMs = new Float64Array(0x1_0000)
  const times: number[] = []
  let id = 0
  const send = () => {
    const next = Buffer.from(question)
    id = (id + 1) % 0x1_0000
    next.writeUInt16BE(id, 0)
    sentMs[id] = performance.now()
    socket.send(next)
  }
  const done = Promise.withResolvers<void>()
  const warmUntil = performance.now() + seconds * 1000 * WARM_UP_SHARE
  const until = warmUntil + seconds * 1000
  let answered = 0
  socket.on('message', (answer: Buffer) => {
    check(answer)
    const now = performance.now()
    if (now > warmUntil) {
      answered++
      times.push(now - (sentMs[answer.readUInt16BE(0)] ?? now))
    }
    if (now < until) send()
    else done.resolve()
  })
  for (let count = 0; count < window; count++) send()
  const timer = setTimeout(() => done.reject(new Error('no answers')), seconds * 2000 + PATIENCE_MS)
  await done.promise
  clearTimeout(timer)
  socket.close()
  return { answersPerSecond: answered / seconds, p50Ms: percentile(times, 50) }
}

async function compare(address: string, other: string, name: string, pairs: number) {
  const sides = [await connected(address), await connected(other)]
  const times: number[][] = [[], []]
  const question = questionFor(name)
  for (let pair = 0; pair < pairs; pair++) {
    for (const [side, socket] of sides.entries()) {
      const next = Buffer.from(question)
      next.writeUInt16BE(pair % 0x1_0000, 0)
      const startedMs = performance.now()
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const answer = once(socket, 'message', { signal }) as Promise<[Buffer]>
      socket.send(next)
      check((await answer)[0])
      times[side]?.push(performance.now() - startedMs)
    }
  }
  for (const socket of sides) socket.close()
  const [p50Ms, otherP50Ms] = times.map((each) =>
    percentile(each.slice(Math.floor(pairs * WARM_UP_SHARE)), 50),
  )
  return { p50Ms, otherP50Ms }
}

const [mode, address = '', ...rest] = process.argv.slice(2)
if (mode === 'rate') {
  const [name = '', seconds, window] = rest
  process.stdout.write(JSON.stringify(await rate(address, name, Number(seconds), Number(window))))
} else {
  const [other = '', name = '', pairs] = rest
  process.stdout.write(JSON.stringify(await compare(address, other, name, Number(pairs))))
}
