// A worker thread that watches the network until it is terminated.
import { parentPort } from 'node:worker_threads'

Object.assign(globalThis, { __NATIVE_ADDON__: process.env['VIP_TEST_ADDON'] })
const { watchNetwork } = await import('../netlink.ts')

let isFirst = true
watchNetwork(() => {
  if (isFirst) parentPort?.postMessage('watching')
  isFirst = false
})
// Watching alone keeps no thread alive.
parentPort?.on('message', () => {})
