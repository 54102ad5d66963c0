// What a program says right after a name's first answer arrives, and is answered: it may come before the probe of the new
// SAs, which the helper sends once the program has its answer (PROTOCOL section 3).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fqdnOf, otherHost } from '../../dataplane/lab/address-plan.ts'
import type { LabHost } from '../../dataplane/lab/address-plan.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { startTalking } from './talking-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('curl')

const contacts = 10
/** TCP sends a lost SYN again after a second, and so its answer. */
const secondTrySeconds = 0.9

describe.runIf(reason === undefined)(
  `first packets${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    let lab: HelperLab

    beforeAll(async () => {
      lab = await HelperLab.up('first-packets')
      await startTalking(lab.sandbox, 'b', 'download-server.ts', ['0.0.0.0', '8080', '1'])
    })
    afterAll(async () => {
      await lab?.down()
    })

    async function forgetOther(host: LabHost): Promise<void> {
      const place = ['--run-dir', lab.runDirectoryOf(host)]
      await lab.must(host, vipCommand('trust', 'forget', fqdnOf(otherHost(host)), ...place))
    }

    test('a connection is opened without a second try', async () => {
      const connectSeconds: number[] = []
      for (let contact = 0; contact < contacts; contact += 1) {
        for (const host of ['a', 'b'] as const) await forgetOther(host)
        const asked = [
          'curl',
          '-4',
          '-sS',
          '-o',
          '/dev/null',
          '-w',
          '%{time_namelookup} %{time_connect}',
        ]
        const said = await lab.must('a', [...asked, 'http://b.vipip.net:8080/'])
        const [lookup = NaN, connect = NaN] = said.split(' ').map(Number)
        connectSeconds.push(connect - lookup)
      }
      expect(connectSeconds.filter((seconds) => !(seconds < secondTrySeconds))).toEqual([])
    })
  },
)
