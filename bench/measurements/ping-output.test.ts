import { expect, test } from 'vitest'
import { parsePingTimes } from './ping-output.ts'

test('reads the time of each answer', () => {
  const output = `PING 192.0.2.2 (192.0.2.2) 56(84) bytes of data.
64 bytes from 192.0.2.2: icmp_seq=1 ttl=64 time=0.052 ms
64 bytes from 192.0.2.2: icmp_seq=2 ttl=64 time=12 ms
64 bytes from 192.0.2.2: icmp_seq=2 ttl=64 time=13 ms (DUP!)
From 192.0.2.1 icmp_seq=3 Destination Host Unreachable

--- 192.0.2.2 ping statistics ---
3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 4ms
rtt min/avg/max/mdev = 0.052/6.026/12.000/5.974 ms
`
  expect(parsePingTimes(output)).toEqual([0.052, 12])
})
