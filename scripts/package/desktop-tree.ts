// What electron-builder puts into the Debian package of the desktop app beside the app itself: the files outside of its
// folder, and the scripts. The helper's files have to be laid out already.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../project-root.mjs'

const packageFolder = join(projectRoot, 'out/package')

/** Where electron-builder's `extraResources` are, once they are installed. */
const helperFolder = '/opt/VIP/resources/helper'

/** Of the helper's package; its programs are among the resources. */
const besideThePrograms = [
  'usr/lib/systemd',
  // The unit names what is in it.
  'usr/share/doc',
  'usr/share/bash-completion',
  'usr/share/zsh',
  'usr/share/fish',
]

export function layOutDesktop(): void {
  const desktop = join(packageFolder, 'desktop')
  const tree = join(desktop, 'tree')
  rmSync(desktop, { recursive: true, force: true })
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  for (const folder of besideThePrograms) {
    cpSync(join(packageFolder, 'tree', folder), join(tree, folder), { recursive: true })
  }
  symlinkSync(`${helperFolder}/vip`, join(tree, 'usr/bin/vip'))
  mkdirSync(join(tree, 'etc/vip'), { recursive: true })
  for (const [name, helperPart] of scripts) {
    const parts = [`assets/desktop/${name}`, `assets/debian/${helperPart}`]
    writeFileSync(join(desktop, name), joinedScripts(parts.map(readAsset)))
  }
}

/** electron-builder's words for them, and dpkg's. */
const scripts = [
  ['after-install', 'postinst'],
  ['after-remove', 'postrm'],
] as const

function readAsset(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8')
}

/** One after the other, with the first line of the first one. */
export function joinedScripts([first = '', ...rest]: readonly string[]): string {
  return [first, ...rest.map((text) => text.replace(/^#!.*\n/, ''))].join('\n')
}
