import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TcpFrames, frame } from './tcp-frames.ts'

test('messages come out whole, however the stream was cut', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 })
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(messages, cuts, (sent, lengths) => {
      const stream = Buffer.concat(sent.map(frame))
      const frames = new TcpFrames()
      const received: number[][] = []
      let at = 0
      for (let turn = 0; at < stream.length; turn++) {
        const length = lengths[turn % lengths.length]!
        frames.push(stream.subarray(at, at + length))
        at += length
        for (let next = frames.next(); next; next = frames.next()) received.push([...next])
      }
      expect(received).toEqual(sent.map((message) => [...message]))
    }),
  )
})

test('the longest message', () => {
  const frames = new TcpFrames()
  const stream = frame(new Uint8Array(0xffff))
  frames.push(stream.subarray(0, -1))
  expect(frames.next()).toBe(undefined)
  frames.push(stream.subarray(-1))
  expect(frames.next()?.length).toBe(0xffff)
})
