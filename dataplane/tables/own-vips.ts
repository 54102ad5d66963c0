// This host's own VIPs (paper 4.1.1): some random ones made at boot, and more where a peer refuses
// them all, so that no collision is final while the range has room.
import { bootVips, maxOwnVips, maxVipDraws } from './limits.ts'
import { isProposable, vipOfNumber } from './vip-range.ts'
import type { VipRange } from './vip-range.ts'

export interface OwnVipsOptions {
  range: VipRange
  randomBytes: (count: number) => Uint8Array
  /** Whether a peer has it. */
  isTaken: (vip: string) => boolean
  /**
   * Instead of random ones: a static VIP, which reverse DNS confirms (paper 3.1), or those of
   * before a restart.
   */
  present?: readonly string[]
  /** After each added one. */
  onChange?: (vips: readonly string[]) => void
}

export class OwnVips {
  readonly #options: OwnVipsOptions
  readonly #vips: string[] = []

  constructor(options: OwnVipsOptions) {
    this.#options = options
    this.#vips.push(...(options.present ?? []).slice(0, maxOwnVips))
    while (this.#vips.length < bootVips) {
      const vip = this.#draw()
      if (vip === undefined) break
      this.#vips.push(vip)
    }
  }

  /** The first is what DNS proposes for this host. */
  get all(): readonly string[] {
    return this.#vips
  }

  has(vip: string): boolean {
    return this.#vips.includes(vip)
  }

  /**
   * What to propose to a peer that has refused some.
   * @returns undefined where this host may have no more
   */
  proposal(refused: ReadonlySet<string>): string | undefined {
    return this.#vips.find((vip) => !refused.has(vip)) ?? this.#add()
  }

  #add(): string | undefined {
    if (this.#vips.length >= maxOwnVips) return undefined
    const vip = this.#draw()
    if (vip === undefined) return undefined
    this.#vips.push(vip)
    this.#options.onChange?.(this.#vips)
    return vip
  }

  #draw(): string | undefined {
    const { range, randomBytes, isTaken } = this.#options
    for (let draw = 0; draw < maxVipDraws; draw += 1) {
      const bytes = randomBytes(4)
      const number = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
      const vip = vipOfNumber(range, number)
      if (isProposable(range, vip) && !isTaken(vip) && !this.has(vip)) return vip
    }
    return undefined
  }
}
