// A client of the control socket without opinions: one call, and the frame that answers it.
//   node control-call.ts SOCKET CALL INPUT
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const [path = '', call = '', input = '{}'] = process.argv.slice(2)
const socket = connect(path)
socket.write(
  `${JSON.stringify({ kind: 'call', id: 1, call, input: JSON.parse(input) as unknown })}\n`,
)
for await (const line of createInterface({ input: socket })) {
  if ((JSON.parse(line) as { id?: number }).id !== 1) continue
  process.stdout.write(line)
  break
}
socket.destroy()
