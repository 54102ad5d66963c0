import { expect, test } from 'vitest'
import { listeningPorts } from './listening-ports.ts'

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1
   1: 0100007F:8AE2 0100007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 101 1
`
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue
   0: 00000000000000000000000000000000:1451 00000000000000000000000000000000:0000 0A 00000000:00000000
`

test('ports of listening sockets, not of connections', () => {
  expect([...listeningPorts(tcp)]).toEqual([22])
  expect([...listeningPorts(tcp6)]).toEqual([5201])
  expect([...listeningPorts('')]).toEqual([])
})
