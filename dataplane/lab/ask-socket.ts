// One question over a unix socket: a line there, a line back.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { messageOf } from '../lib/error-message.ts'
import { LabError } from './lab-error.ts'

/** What is asked here is answered within a millisecond; a machine that is busy may take longer. */
const ANSWER_WITHIN_MS = 5000

/** @throws LabError `no-answer` */
export async function askSocket(path: string, question: string): Promise<string> {
  const socket = connect(path)
  socket.setTimeout(ANSWER_WITHIN_MS, () => {
    socket.destroy(new Error(`it took longer than ${ANSWER_WITHIN_MS / 1000} s`))
  })
  // Written first, so that a failure to connect is thrown by the loop that reads.
  socket.write(`${question}\n`)
  try {
    for await (const line of createInterface({ input: socket })) return line
    throw new Error('the connection was closed')
  } catch (error) {
    const detail = messageOf(error)
    throw new LabError({ code: 'no-answer', socket: path, detail }, { cause: error })
  } finally {
    socket.destroy()
  }
}
