import { expect, it } from 'vitest'
import { nameOf } from './simulation/world.ts'
import { SourcePorts } from './source-ports.ts'

const [b, c] = [nameOf('b'), nameOf('c')]

function scene() {
  const calls: string[] = []
  let opened = 40_000
  const ports = new SourcePorts({
    port: 10567,
    associations: {
      useAlternatePort: (name, isUsed) =>
        calls.push(`${name[0]} ${isUsed ? 'alternate' : 'usual'}`),
      renewAlternatePort: () => (opened += 1),
    },
  })
  return { ports, calls, opened: () => opened - 40_000 }
}

it('changes from the one port to the other and back, all partners to the same one', () => {
  const { ports, calls, opened } = scene()
  expect([ports.change(b), ports.change(c), ports.change(b)]).toEqual([40_001, 40_001, 10567])
  expect(calls).toEqual(['b alternate', 'c alternate', 'b usual'])
  expect(opened()).toBe(1)
  ports.renew()
  expect(ports.change(b)).toBe(40_002)
})

it('follows a partner to the port that it reaches this host at, and opens none for that', () => {
  const { ports, calls, opened } = scene()
  ports.reachedAt(b, true)
  ports.reachedAt(b, false)
  expect([calls, opened()]).toEqual([[], 0])
  ports.change(b)
  ports.reachedAt(b, true)
  ports.reachedAt(b, false)
  ports.reachedAt(c, true)
  expect(calls).toEqual(['b alternate', 'b usual', 'c alternate'])
})
