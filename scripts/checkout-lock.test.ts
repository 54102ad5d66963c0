// The lock excludes, and a holder killed with -9 leaves it free. Real processes, one checkout.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'

const module = new URL('./checkout-lock.mjs', import.meta.url).href

/** Takes the lock, says so, and keeps it until its standard input ends. */
const HOLD = `
  const { withCheckoutLock } = await import(${JSON.stringify(module)})
  await withCheckoutLock('test', async () => {
    console.log('held')
    for await (const _ of process.stdin) {}
  })
`

function startHolder(): { process: ChildProcess; held: Promise<unknown> } {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLD], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void holder.kill('SIGKILL'))
  const held = new Promise((resolve) => {
    holder.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('held')) resolve('held')
    })
  })
  return { process: holder, held }
}

it('lets a second process wait until the first is done', async () => {
  const first = startHolder()
  await first.held
  const second = startHolder()
  const saidThatItWaits = once(second.process.stdout!, 'data')
  await expect(saidThatItWaits.then(([text]) => String(text))).resolves.toContain(
    `waiting for process ${first.process.pid}`,
  )
  first.process.stdin!.end()
  await expect(second.held).resolves.toBe('held')
  second.process.stdin!.end()
})

it('is free after kill -9 of the holder', async () => {
  const first = startHolder()
  await first.held
  first.process.kill('SIGKILL')
  const second = startHolder()
  await expect(second.held).resolves.toBe('held')
  second.process.stdin!.end()
})
