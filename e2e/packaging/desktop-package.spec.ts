// The desktop app, assembled by electron-builder as far as that goes without Electron's program and without fpm, for which
// stubs stand (stub-electron.ts): what would be in it, and how it would be installed. Electron does not run here.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helperNotBuilt } from '../lab/lab-cli.ts'
import { missingProgram } from '../lab/missing-program.ts'
import { writeStubElectron, writeStubFpm } from './stub-electron.ts'

const project = join(import.meta.dirname, '../..')
const built = ['main.mjs', 'preload.cjs', 'renderer/index.html']
  .filter((name) => !existsSync(join(project, 'out', name)))
  .map((name) => `out/${name} is not built`)
const reason = helperNotBuilt ?? built[0] ?? missingProgram('strip', 'dpkg-shlibdeps')

function pack(words: readonly string[], env: NodeJS.ProcessEnv) {
  const argv = ['scripts/pack-app.ts', ...words]
  return spawnSync(process.execPath, argv, { cwd: project, encoding: 'utf8', env })
}

const skipped = reason === undefined ? '' : ` (skipped: ${reason})`

describe.runIf(reason === undefined)(`the desktop app${skipped}`, () => {
  let folder: string
  let app: string
  const fpm = () => join(folder, 'fpm')

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vip-desktop-'))
    const electron = writeStubElectron(join(folder, 'electron'))
    const path = [writeStubFpm(fpm()), process.env['PATH']].join(delimiter)
    const words = [`-c.electronDist=${electron}`, `-c.directories.output=${join(folder, 'made')}`]
    const { status, stdout, stderr } = pack(['deb', ...words], {
      ...process.env,
      ...{ PATH: path, USE_SYSTEM_FPM: 'true' },
    })
    if (status !== 0) throw new Error(`no app was made: ${stdout}${stderr}`)
    app = join(folder, 'made/linux-unpacked')
  }, 10 * 60_000)
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })

  test('it is packed for no other processor than that of the helper inside', () => {
    const other = process.arch === 'x64' ? 'arm64' : 'x64'
    for (const word of [`--${other}`, `deb:${other}`]) {
      const { status, stderr } = pack([word], process.env)
      expect(stderr).toContain(`${word}: the helper inside is for ${process.arch}`)
      expect(status).toBe(1)
    }
  })

  test('its archive has bundles, pages and icons, and no sources, packages, maps or keys', () => {
    const asar = join(app, 'resources/app.asar')
    const names = listPackage(asar, { isPack: false })
    // Of folders, those that are in them are named, too.
    const files = names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)))
    const expected =
      /^\/(out\/(main\.mjs|preload\.cjs|renderer\/(index\.html|assets\/[\w.-]+\.(js|css|svg|woff2)))|assets\/icons\/(app\/256x256|[\w@-]+)\.png|package\.json)$/
    expect(files.filter((name) => !expected.test(name))).toEqual([])
    expect(files).toEqual(
      expect.arrayContaining([
        ...['/out/main.mjs', '/out/preload.cjs', '/out/renderer/index.html', '/package.json'],
        ...[
          '/assets/icons/app/256x256.png',
          '/assets/icons/tray-on.png',
          '/assets/icons/tray-on@2x.png',
        ],
      ]),
    )
    const metadata = JSON.parse(extractFile(asar, 'package.json').toString()) as { main: string }
    expect(files).toContain(`/${metadata.main}`)
  })

  test('it cannot be used as a Node, and loads nothing but its archive', async () => {
    const wire = await getCurrentFuseWire(join(app, 'vip-desktop'))
    // As they stand in the program.
    const [ENABLE, DISABLE] = ['1'.charCodeAt(0), '0'.charCodeAt(0)]
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLE,
    })
  })

  test('the helper and the command line beside it run on their own Node', () => {
    const helper = join(app, 'resources/helper')
    for (const name of ['vipd.mjs', 'tun-tap.node', 'renderer/index.html']) {
      expect(existsSync(join(helper, name)), name).toBe(true)
    }
    expect(statSync(join(helper, 'node')).mode & 0o111).toBe(0o111)
    const { stdout } = spawnSync(join(helper, 'vip'), ['--version'], { encoding: 'utf8' })
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
      version: string
    }
    expect(stdout).toBe(`vip ${version}\n`)
  })

  test('its Debian package has the service, replaces the one without a window, and has its icons', () => {
    const words = readFileSync(join(fpm(), 'words'), 'utf8').split('\n')
    expect(words).toEqual(
      expect.arrayContaining([
        ...['--conflicts=vip', '--replaces=vip', '--before-remove=assets/debian/prerm'],
        'out/package/desktop/tree/=/',
        // What Electron needs, and what the helper does.
        ...['libgtk-3-0', 'iproute2'],
      ]),
    )
    expect(words.some((word) => /^libc6 \(>= [\d.]+\)$/.test(word))).toBe(true)
    const unit = 'out/package/desktop/tree/usr/lib/systemd/system/vipd.service'
    expect(existsSync(join(project, unit))).toBe(true)
    const icons = words.filter((word) => word.includes('/usr/share/icons/hicolor/'))
    expect(icons.length).toBeGreaterThanOrEqual(6)
    expect(words.some((word) => word.endsWith('/applications/vip-desktop.desktop'))).toBe(true)
  })

  test('its desktop entry is one that desktops read', ({ skip }) => {
    const file = join(fpm(), 'entry.desktop')
    const entry = readFileSync(file, 'utf8')
    expect(entry).toMatch(/^Exec=\/opt\/VIP\/vip-desktop( %U)?$/m)
    expect(entry).toMatch(/^Icon=vip-desktop$/m)
    const judged = spawnSync('desktop-file-validate', [file], { encoding: 'utf8' })
    if (judged.error !== undefined) skip('desktop-file-validate is not installed')
    expect(judged.stdout).toBe('')
  })

  test.each(['after-install', 'after-remove'])('its %s can be run by a shell', (name) => {
    const script = readFileSync(join(fpm(), `.--${name}`), 'utf8')
    expect(script).toContain('/usr/bin/vip-desktop')
    expect(script).toContain('vipd.service')
    expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0)
  })
})
