// A program that makes a sandbox, tells of it on one line, and waits to be killed.
//   node lab-sandbox-owner.ts owned|released [DIRECTORY]
import { createSandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

const [kind, directory] = process.argv.slice(2)
const sandbox = await createSandbox({
  name: 'spec-owner',
  ...(directory === undefined ? {} : { removeAfterwards: directory }),
})
await sandbox.addHost('a')
const { stdout } = await sandbox.run('a', ['readlink', '/proc/self/ns/net'])
if (kind === 'released') await sandbox.release()
console.log(JSON.stringify({ handle: sandbox.handle, namespace: stdout.trim() }))
if (kind === 'owned') await sandbox.whenEnded()
