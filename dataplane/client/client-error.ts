// What keeps a program from talking with the helper. Faults that the helper tells are `VipError`.

export type ClientProblem =
  /** Nobody listens there. */
  | { code: 'helper-not-running'; data: { socket: string } }
  /** The file system forbids it. */
  | { code: 'socket-forbidden'; data: { socket: string } }
  | { code: 'other-protocol'; data: { helperVersion: string; helperProtocol: number } }
  /** What came from the socket is not of this protocol. */
  | { code: 'not-a-helper'; data: { socket: string; problem: string } }
  | { code: 'connection-ended'; data: { socket: string } }
  | { code: 'no-answer'; data: { socket: string; waitedMs: number } }

/** `message` is for logs; people read what `vip` makes of `problem`. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly problem: ClientProblem

  constructor(problem: ClientProblem, options?: ErrorOptions) {
    super(`${problem.code} ${JSON.stringify(problem.data)}`, options)
    this.problem = problem
  }
}
