// How much of the machine the service may touch, as systemd itself judges its unit: 0 is nothing, 10 is all.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../project-root.mjs'

const path = join(projectRoot, 'assets/systemd/vipd.service')
const unit = readFileSync(path, 'utf8')
/** In tenths, as systemd-analyze wants it. */
const worstExposure = 20

describe('the unit of the helper', () => {
  it('leaves little exposed', (context) => {
    const argv = ['security', '--offline=true', '--no-pager', `--threshold=${worstExposure}`, path]
    const { error, status, stdout, stderr } = spawnSync('systemd-analyze', argv, {
      encoding: 'utf8',
    })
    if (error !== undefined) context.skip('systemd-analyze is not installed')
    const [score] = /Overall exposure level .*: [\d.]+ \w+/.exec(stdout) ?? []
    console.info(score ?? stderr)
    expect(score).toBeDefined()
    expect(status).toBe(0)
  })

  it('grants the two capabilities that the helper needs, and no other', () => {
    const granted = ['AmbientCapabilities', 'CapabilityBoundingSet'].map(
      (key) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1],
    )
    expect(new Set(granted)).toEqual(new Set(['CAP_NET_ADMIN CAP_NET_BIND_SERVICE']))
    expect(unit).toMatch(/^User=vip$/m)
  })
})
