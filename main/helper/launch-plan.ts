// How this machine's helper is started, when a person wants it: by the service manager where it is installed, else its
// built program. Pure.

/** As the package installs it. */
export const helperUnit = 'vipd.service'

/** What was found on this machine. */
export interface LaunchSite {
  uid: number
  gid: number
  /** Whether systemd runs and knows the unit. */
  hasService: boolean
  /** Whether sudo asks for no password. */
  hasFreeSudo: boolean
  /** `vip`, which becomes the helper as `vip daemon`; null where it is not built. */
  vip: string | null
  runDirectory: string
  stateDirectory: string
  configuration: string
  /** This computer's, where the first configuration is to be written. */
  firstName: string | null
}

export type LaunchPlan =
  | { by: 'service'; argv: string[]; asks: boolean }
  | { by: 'program'; argv: string[]; asks: boolean }
  | { by: 'nobody' }

/** `asks`: by pkexec, which asks the person for a password, and whose exit status says what they did. */
export function launchPlan(site: LaunchSite): LaunchPlan {
  if (site.hasService) return elevated(site, 'service', ['systemctl', 'start', helperUnit])
  if (site.vip === null) return { by: 'nobody' }
  const { runDirectory, stateDirectory, configuration } = site
  const folders = ['--run-dir', runDirectory, '--state-dir', stateDirectory]
  // Nobody cuts its file of what it says: only what is out of order goes there.
  const log = ['--log-level', 'warn']
  const daemon = [site.vip, 'daemon', '--config', configuration, ...folders, ...log]
  if (site.uid === 0) return elevated(site, 'program', daemon)
  const words = [`${site.uid}`, `${site.gid}`, runDirectory, stateDirectory, ...daemon]
  return elevated(site, 'program', ['sh', '-c', asThisUser, 'vip-start', ...words])
}

function elevated(site: LaunchSite, by: 'service' | 'program', start: string[]): LaunchPlan {
  const argv = [...configuring(site, by), ...start]
  if (site.uid === 0) return { by, argv, asks: false }
  if (site.hasFreeSudo) return { by, argv: ['sudo', '-n', ...argv], asks: false }
  return { by, argv: ['pkexec', ...argv], asks: true }
}

/** Goes before what starts the helper. */
function configuring({ firstName, configuration, uid, gid }: LaunchSite, by: string): string[] {
  if (firstName === null) return []
  const owner = by === 'program' ? `${uid}:${gid}` : ''
  return ['sh', '-c', writeFirst, 'vip-configure', configuration, firstName, owner]
}

/**
 * Never over another file (`-C`). What it makes belongs to whom it is told, or else to whom the folder belongs: the helper
 * must be able to write it later. The name has no character that TOML would want escaped (`hostNameSchema`).
 */
const writeFirst =
  'set -eC; umask 022; folder=$(dirname -- "$1"); ' +
  'test -d "$folder" || { mkdir -p -- "$folder"; test -z "$3" || chown -- "$3" "$folder"; }; ' +
  `printf 'name = "%s"\\n' "$2" > "$1"; ` +
  'if test -n "$3"; then chown -- "$3" "$1"; else chown --reference="$folder" -- "$1"; fi; ' +
  'shift 3; exec "$@"'

const capabilities = '-all,+net_admin,+net_bind_service'

/**
 * Root makes the two folders, and lets go of all but what the helper needs. It then runs as the person who asked, who
 * may therefore tell it what to do. Nothing of the words is text for the shell.
 */
const asThisUser =
  'set -e; user=$1; group=$2; ' +
  'install -d -o "$user" -g "$group" -m 755 -- "$3"; install -d -o "$user" -g "$group" -m 700 -- "$4"; ' +
  'shift 4; exec setpriv --reuid="$user" --regid="$group" --init-groups ' +
  `--bounding-set=${capabilities} --inh-caps=${capabilities} --ambient-caps=${capabilities} ` +
  '--no-new-privs -- "$@"'
