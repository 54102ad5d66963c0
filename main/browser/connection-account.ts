// Whose program holds the other end of a connection over the loopback interface, as Linux's tables of sockets tell it.
import { readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import type { Socket } from 'node:net'
import type { Account } from './session-gate.ts'

/** Whether this kernel says whose connections are. */
export function tellsAccounts(): boolean {
  return readTable('tcp') !== ''
}

/** Of a connection from this machine. Undefined where the kernel does not say. */
export function accountAtOtherEnd(socket: Socket): Account {
  const { remoteAddress, remotePort, localAddress, localPort } = socket
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  if (localAddress === undefined || localPort === undefined) return undefined
  // Its local end is our remote one. Some programs make IPv4 connections by sockets of IPv6.
  for (const [table, prefix] of [
    ['tcp', ''],
    ['tcp6', '0000000000000000FFFF0000'],
  ] as const) {
    const ends = [
      `${prefix}${hexOf(remoteAddress)}:${hexPort(remotePort)}`,
      `${prefix}${hexOf(localAddress)}:${hexPort(localPort)}`,
    ]
    const account = findAccount(readTable(table), ends.join(' '))
    if (account !== undefined) return account
  }
  return undefined
}

/** @param table as proc_net_tcp has it @param ends local and remote */
export function findAccount(table: string, ends: string): Account {
  const line = table.split('\n').find((each) => each.includes(`: ${ends} `))
  // sl, two ends, state, queues, timer, retransmissions, uid
  const uid = line?.trim().split(/\s+/)[7]
  return uid === undefined ? undefined : Number(uid)
}

/** The kernel prints an address as a number of the processor's. */
function hexOf(address: string): string {
  const bytes = Buffer.from(
    address
      .replace(/^::ffff:/, '')
      .split('.')
      .map(Number),
  )
  return (endianness() === 'LE' ? bytes.reverse() : bytes).toString('hex').toUpperCase()
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

function readTable(name: 'tcp' | 'tcp6'): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'utf8')
  } catch {
    return ''
  }
}
