// A program that makes a sandbox, tells of it on one line, and waits to be killed.
//   node lab-sandbox-owner.ts process|nobody [DIRECTORY]
import { createSandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

const [owner, directory] = process.argv.slice(2)
const sandbox = await createSandbox({
  name: 'spec-owner',
  owner: owner === 'nobody' ? 'nobody' : 'process',
  ...(directory === undefined ? {} : { removeAfterwards: directory }),
})
await sandbox.addHost('a')
const { stdout } = await sandbox.run('a', ['readlink', '/proc/self/ns/net'])
console.log(JSON.stringify({ handle: sandbox.handle, namespace: stdout.trim() }))
if (owner === 'process') await sandbox.whenEnded()
