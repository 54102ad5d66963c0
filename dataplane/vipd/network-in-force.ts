// Which network section of the configuration is in force: one that cannot be used, such as a port that another program has,
// must not cost the connections that there are.
import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '../contract/configuration.ts'
import { StartError } from './start-error.ts'

export type Network = Configuration['network']

/** Why a section is not in force, and what would help. */
export interface NetworkFault {
  problem: string
  remedy: string
}

/** What is made of the section: the TUN, and all behind it. */
export interface NetworkUser {
  isOn: () => boolean
  /** With the section that is in force when it is called. */
  start: () => Promise<void>
  stop: () => void
  /** It was there before, and cannot be made again. */
  onFatal: (problem: string) => void
}

export class NetworkInForce {
  readonly #user: NetworkUser
  #network: Network
  #fault: NetworkFault | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(network: Network, user: NetworkUser) {
    this.#network = network
    this.#user = user
  }

  get network(): Network {
    return this.#network
  }

  /** Of a section that was wanted since, and is not in force. */
  get fault(): NetworkFault | undefined {
    return this.#fault
  }

  /** One after the other. @returns why the section is not in force */
  use(network: Network): Promise<NetworkFault | undefined> {
    const used = this.#turn.then(() => this.#use(network))
    this.#turn = used
    return used
  }

  async #use(network: Network): Promise<NetworkFault | undefined> {
    const previous = this.#network
    this.#fault = undefined
    if (isDeepStrictEqual(network, previous)) return undefined
    this.#network = network
    if (!this.#user.isOn()) return undefined
    this.#user.stop()
    try {
      await this.#user.start()
    } catch (error) {
      this.#network = previous
      this.#fault = faultOf(error)
      // Without it nothing works: the service manager starts the helper again, which says why.
      await this.#user.start().catch((again: Error) => this.#user.onFatal(again.message))
    }
    return this.#fault
  }
}

function faultOf(error: unknown): NetworkFault {
  if (error instanceof StartError) return { problem: error.message, remedy: error.remedy }
  const problem = error instanceof Error ? error.message : String(error)
  return { problem, remedy: 'Set it as it was before.' }
}
