// What other programs are told of the client's types is what it has. Checked by `tsc`; here it only loads.
import { expect, it } from 'vitest'
import type * as Written from './vip-client.ts'
import type * as Published from './vip-client.d.mts'

type PublicClient = Pick<Written.VipClient, keyof Published.VipClient>
type Result<Method extends keyof Published.VipClient> = Awaited<
  ReturnType<Written.VipClient[Method]>
>
type PublishedResult<Method extends keyof Published.VipClient> = Awaited<
  ReturnType<Published.VipClient[Method]>
>

it('the published types are those of the source', () => {
  const asPublished: (client: PublicClient) => Published.VipClient = (client) => client
  const asWritten: (client: Published.VipClient) => PublicClient = (client) => client
  const published: (connect: typeof Written.connect) => typeof Published.connect = (connect) =>
    connect
  const receipts: (found: PublishedResult<'handovers'>) => Result<'handovers'> = (found) => found
  const place: (found: PublishedResult<'physicalAddress'>) => Result<'physicalAddress'> = (found) =>
    found
  const options: (given: Published.ConnectOptions) => Written.ConnectOptions = (given) => given
  expect([asPublished, asWritten, published, receipts, place, options]).toHaveLength(6)
})
