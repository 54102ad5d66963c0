import { expect, it } from 'vitest'
import { perfectLink } from '../../dataplane/contract/link-settings.ts'
import { linkWords, moveWords } from './lab-words.ts'

it('writes moves as a person does', () => {
  const moves = [
    { host: 'b' as const, lan: 'lan1' as const },
    { host: 'a' as const, lan: 'lan2' as const },
  ]
  expect(moveWords({ moves, kind: 'break-before-make' })).toEqual([
    ...['move', 'b', 'lan1', 'a', 'lan2', '--json'],
  ])
})

it('writes every setting of a link, none with an exponent', () => {
  const settings = { ...perfectLink, delayMs: 1e-7, lossPercent: 0.25, rateBitPerSecond: 1e12 }
  expect(linkWords({ host: 'a', lan: 'lan2', settings }).join(' ')).toBe(
    'link a lan2 --delay 0ms --jitter 0ms --loss 0.25% --reorder 0% --duplicate 0% --rate 1000000000000bit',
  )
  expect(linkWords({ host: 'a', lan: 'lan2', settings: perfectLink })).toContain('none')
})
