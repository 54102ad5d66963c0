import { describe, expect, it } from 'vitest'
import { planOf } from './lab-moves.ts'

describe('the move buttons', () => {
  it.each([
    ['a', [{ host: 'a', lan: 'lan2' }]],
    ['b', [{ host: 'b', lan: 'lan1' }]],
    [
      'both',
      [
        { host: 'a', lan: 'lan2' },
        { host: 'b', lan: 'lan1' },
      ],
    ],
    [
      'cross',
      [
        { host: 'a', lan: 'lan2' },
        { host: 'b', lan: 'lan1' },
      ],
    ],
  ] as const)('%s moves, from apart, %o', (button, moves) => {
    expect(planOf(button, { a: 'lan1', b: 'lan2' })).toEqual({ is: 'possible', moves })
  })

  it('move both to the other LAN together, where nobody can cross', () => {
    expect(planOf('both', { a: 'lan2', b: 'lan2' })).toEqual({
      is: 'possible',
      moves: [
        { host: 'a', lan: 'lan1' },
        { host: 'b', lan: 'lan1' },
      ],
    })
    expect(planOf('cross', { a: 'lan2', b: 'lan2' })).toEqual({ is: 'together' })
  })

  it('wait while a host is on its way', () => {
    expect(planOf('a', { a: 'lan1', b: null })).toEqual({ is: 'moving' })
  })
})
