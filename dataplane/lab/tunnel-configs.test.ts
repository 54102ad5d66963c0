import * as v from 'valibot'
import { expect, test } from 'vitest'
import { staticTunnelConfigSchema } from '../contract/static-tunnel.ts'
import { firstLan } from './address-plan.ts'
import { tunnelConfigs } from './tunnel-configs.ts'

const configs = () => tunnelConfigs(firstLan, (host) => `/run/x/${host}.sock`)

test('are what the tunnel takes', () => {
  for (const config of Object.values(configs())) {
    expect(v.parse(staticTunnelConfigSchema, config)).toEqual(config)
  }
})

test('what one sends the other takes, with a key of its own for each direction', () => {
  const { a, b } = configs()
  expect(a.peers[0]!.outbound).toEqual(b.peers[0]!.inbound)
  expect(b.peers[0]!.outbound).toEqual(a.peers[0]!.inbound)
  expect(a.peers[0]!.outbound.key).not.toBe(a.peers[0]!.inbound.key)
  expect(a.peers[0]!.cipher).toBe(b.peers[0]!.cipher)
  expect(a.peers[0]!.vip).toBe(b.local.vip)
})

test('keys are fresh each time: a nonce must never meet a key again', () => {
  expect(configs().a.peers[0]!.outbound.key).not.toBe(configs().a.peers[0]!.outbound.key)
})
