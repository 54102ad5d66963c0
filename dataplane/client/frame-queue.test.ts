import { describe, expect, it } from 'vitest'
import { FrameQueue } from './frame-queue.ts'

describe('a queue of frames', () => {
  it('gives all in order, and holds the writer back while it is full', async () => {
    const queue = new FrameQueue<number>(2)
    const written: number[] = []
    const writing = (async () => {
      for (let frame = 1; frame <= 6; frame += 1) {
        await queue.push(frame)
        written.push(frame)
      }
    })()
    await new Promise((resolve) => setImmediate(resolve))
    expect(written).toEqual([1])
    const read: number[] = []
    for (let count = 0; count < 6; count += 1) read.push(await queue.next())
    await writing
    expect(read).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('gives what has come before it tells that nothing comes any more', async () => {
    const queue = new FrameQueue<number>(5)
    void queue.push(1)
    queue.fail(new Error('first'))
    queue.fail(new Error('second'))
    expect(await queue.next()).toBe(1)
    await expect(queue.next()).rejects.toThrow('first')
    await expect(queue.next()).rejects.toThrow('first')
  })

  it('wakes a reader that waits', async () => {
    const queue = new FrameQueue<number>(5)
    const first = queue.next()
    void queue.push(7)
    expect(await first).toBe(7)
    const second = queue.next()
    queue.fail(new Error('gone'))
    await expect(second).rejects.toThrow('gone')
  })

  it('lets the writer go on when nobody reads any more, and keeps nothing', async () => {
    const queue = new FrameQueue<number>(1)
    const pushed = queue.push(1)
    queue.close()
    await pushed
    await queue.push(2)
    queue.fail(new Error('gone'))
    await expect(queue.next()).rejects.toThrow('gone')
  })
})
