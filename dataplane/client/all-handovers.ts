// Receipts of moves, page by page, as replies are bounded.
import type { Handover } from '../contract/handovers.ts'
import type { ControlConnection } from './control-connection.ts'

/** Those with a greater id than `since`, oldest first. @throws ClientError, VipError */
export async function allHandovers(
  connection: Pick<ControlConnection, 'call'>,
  since: number,
): Promise<Handover[]> {
  const all: Handover[] = []
  for (let from = since; ;) {
    const { handovers, more } = await connection.call('handovers', { since: from })
    all.push(...handovers)
    const last = handovers.at(-1)
    if (!more || last === undefined) return all
    from = last.id
  }
}
