// Which files the package of helper and command line has, and from where. Pure.
import { labPrograms } from '../native/lab-programs.ts'

export type PackagedFile =
  /** Copied; from the project's root. */
  | { path: string; is: 'copy'; source: string; mode: number }
  /** Copied without symbols that only a debugger reads. */
  | { path: string; is: 'program'; source: string }
  /** A folder with all that is in it. */
  | { path: string; is: 'folder'; source: string }
  | { path: string; is: 'link'; target: string }
  /** What `vip completion SHELL` prints. */
  | { path: string; is: 'completion'; shell: 'bash' | 'zsh' | 'fish' }
  | { path: string; is: 'licences' }

const lib = '/usr/lib/vip'
const doc = '/usr/share/doc/vip'

/** Bundles, and the maps by which a stack names lines of the sources. */
const bundles = ['vip.mjs', 'vipd.mjs', 'vip-ui.mjs', 'static-tunnel.mjs', 'vip-client.mjs']

/** @param architecture as Node says it */
export function helperFiles(architecture: string): readonly PackagedFile[] {
  return [
    ...bundles.flatMap((name) => [
      copy(`${lib}/${name}`, `out/${name}`),
      copy(`${lib}/${name}.map`, `out/${name}.map`),
    ]),
    copy(`${lib}/vip-client.d.mts`, 'out/vip-client.d.mts'),
    program('tun-tap.node', 'out/tun-tap.node'),
    // The lab is for an installed machine, too.
    ...labPrograms.map((name) => program(name, `out/${name}`)),
    program('node', `node_modules/node-linux-${architecture}/bin/node`),
    { path: `${lib}/renderer`, is: 'folder', source: 'out/renderer' },
    copy(`${lib}/vip`, 'out/vip', 0o755),
    { path: '/usr/bin/vip', is: 'link', target: '../lib/vip/vip' },
    copy('/usr/lib/systemd/system/vipd.service', 'assets/systemd/vipd.service'),
    { path: '/usr/share/bash-completion/completions/vip', is: 'completion', shell: 'bash' },
    { path: '/usr/share/zsh/vendor-completions/_vip', is: 'completion', shell: 'zsh' },
    { path: '/usr/share/fish/vendor_completions.d/vip.fish', is: 'completion', shell: 'fish' },
    copy(`${doc}/README.md`, 'README.md'),
    { path: `${doc}/copyright`, is: 'licences' },
  ]
}

function copy(path: string, source: string, mode = 0o644): PackagedFile {
  return { path, is: 'copy', source, mode }
}

function program(name: string, source: string): PackagedFile {
  return { path: `${lib}/${name}`, is: 'program', source }
}

/** Folders that belong to the helper's user; empty in the package (assets/debian/postinst). */
export const emptyFolders = ['/etc/vip']
