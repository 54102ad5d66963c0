import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { expect, it } from 'vitest'
import { accountAtOtherEnd, findAccount } from './connection-account.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1267 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:1267 01 00000000:00000000 00:00000000 00000000  1000        0 102 1 0 20 4 30 10 -1
   2: 0100007F:1267 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 103 1 0 20 4 30 10 -1
`

it('reads the account of the end that is asked for, not of the other one', () => {
  expect(findAccount(table, '0100007F:C350 0100007F:1267')).toBe(1000)
  expect(findAccount(table, '0100007F:1267 0100007F:C350')).toBe(0)
  expect(findAccount(table, '0100007F:C351 0100007F:1267')).toBeUndefined()
})

it.each(['127.0.0.1', '::ffff:127.0.0.1'])(
  'knows the account of a real connection to %s',
  async (address) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const accepted = once(server, 'connection') as Promise<[Socket]>
    const client = connect((server.address() as AddressInfo).port, address)
    const [socket] = await accepted
    expect(accountAtOtherEnd(socket)).toBe(process.getuid?.())
    client.destroy()
    server.close()
  },
)
