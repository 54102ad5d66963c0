import { expect, it } from 'vitest'
import { ClientError } from '../../dataplane/client/client-error.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import type { LabState } from '../bridge/desk-state.ts'
import { labIsDown } from './lab-session.ts'
import { Viewpoints } from './viewpoints.ts'

const up = {
  ...labIsDown,
  phase: { is: 'up' },
  status: { runDirectory: '/run/vip-lab/x' },
} as unknown as LabState

async function viewpointsOfNoHelper() {
  const clock = new FakeClock()
  const asked: string[] = []
  const viewpoints = new Viewpoints({
    clock,
    runDirectory: '/run/vip',
    launch: async () => ({ ok: true }) as never,
    connect: async (runDirectory) => {
      asked.push(runDirectory)
      throw new ClientError({ code: 'helper-not-running', data: { socket: runDirectory } })
    },
    onEvent: () => {},
    onMachine: () => {},
    onChanges: () => {},
  })
  viewpoints.start()
  await clock.advanceAsync(0)
  return { viewpoints, asked }
}

it('looks at host a of a lab that came up, where this machine has no helper', async () => {
  const { viewpoints, asked } = await viewpointsOfNoHelper()
  expect(viewpoints.machine.helper).toEqual({ phase: 'absent' })
  viewpoints.labChanged(up)
  expect(viewpoints.shown.viewpoint).toEqual({
    ...{ kind: 'lab', host: 'a', runDirectory: '/run/vip-lab/x/a/run' },
  })
  expect(asked).toContain('/run/vip-lab/x/a/run')
  viewpoints.labChanged(labIsDown)
  expect(viewpoints.shown.viewpoint.kind).toBe('machine')
  viewpoints.stop()
})

it('stays where the person looks, as long as the lab is up', async () => {
  const { viewpoints } = await viewpointsOfNoHelper()
  viewpoints.labChanged(up)
  viewpoints.look('machine', up)
  viewpoints.labChanged(up)
  expect(viewpoints.shown.viewpoint.kind).toBe('machine')
  viewpoints.stop()
})
