import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { launcherText } from '../bundle/launcher.ts'
import { projectRoot } from '../project-root.mjs'
import { controlText } from './debian-package.ts'
import { helperFiles } from './helper-files.ts'

const asset = (path: string) => readFileSync(join(projectRoot, 'assets', path), 'utf8')
const paths = helperFiles('x64').map(({ path }) => path)

describe('the package of helper and command line', () => {
  it('names no file twice', () => {
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('has the programs that its launcher and its unit start', () => {
    const started = [...launcherText.matchAll(/\$here\/(\w[\w.-]*)/g)].map(([, name]) => name)
    expect(new Set(started)).toEqual(new Set(['node', 'vip.mjs']))
    expect(paths).toEqual(expect.arrayContaining(started.map((name) => `/usr/lib/vip/${name}`)))
    const [, program] = /^ExecStart=(\S+)/m.exec(asset('systemd/vipd.service')) ?? []
    expect(paths).toContain(program)
  })

  it('has the unit by the name under which the app looks for it, and its scripts treat it', () => {
    const plan = readFileSync(join(projectRoot, 'main/helper/launch-plan.ts'), 'utf8')
    const [, unit] = /helperUnit = '([^']+)'/.exec(plan) ?? []
    expect(paths).toContain(`/usr/lib/systemd/system/${unit}`)
    for (const script of ['postinst', 'prerm', 'postrm']) {
      expect(new Set(asset(`debian/${script}`).match(/\bvip\w*\.service/g)), script).toEqual(
        new Set([unit]),
      )
    }
  })

  it.each(['postinst', 'prerm', 'postrm'])('has a %s that a shell can read', (name) => {
    expect(execFileSync('sh', ['-n', join(projectRoot, 'assets/debian', name)]).length).toBe(0)
  })

  it('takes back the two routes that a helper leaves on purpose', () => {
    const ranges = readFileSync(join(projectRoot, 'dataplane/tunnel/vip-ranges.ts'), 'utf8')
    const [, metric = ''] = /lastMetric = (\w+)/.exec(ranges) ?? []
    const left = [...ranges.matchAll(/destination: '(.+)', prefixLength: (\d+)/g)].map(
      ([, destination, length]) =>
        `unreachable ${destination}/${length} metric ${Number(metric.replace('_', ''))} `,
    )
    expect(left).toHaveLength(2)
    for (const route of left) expect(asset('debian/prerm')).toContain(`route del ${route}`)
  })

  it('says what it depends on', () => {
    const fields = { version: '1.2.3', architecture: 'amd64', installedBytes: 1025 }
    const text = controlText({ ...fields, libraries: 'libc6 (>= 2.36)' })
    expect(text).toContain('Version: 1.2.3\nArchitecture: amd64\n')
    expect(text).toContain('Installed-Size: 2\nDepends: libc6 (>= 2.36), adduser, iproute2\n')
    // deb-control(5): a line of the description begins with a space, and the file ends with a line break.
    expect(text).toMatch(/\nDescription: [^\n]+\n( [^\n]+\n)+$/)
  })
})
