// How each of the name servers is told to serve the lab's zones, with one key that may change them.
import { nameServerAddress } from './address-plan.ts'
import { labZones, zoneTtl } from './lab-zone.ts'
import type { UpdateKey } from './update-key.ts'

/** Behind `vip`. */
export function vipArguments(keyPath: string, delayMs: number): string[] {
  const { v4, v6 } = nameServerAddress
  return [
    ...['nameserver', '--json', '--ttl', String(zoneTtl), '--key', keyPath],
    ...['--delay-ms', String(delayMs)],
    ...['--listen', `${v4}:53`, '--listen', `[${v6}]:53`],
    ...labZones.flatMap((zone) => ['--zone', zone]),
  ]
}

/** named.conf. Zone files are in the folder, as `<zone>.zone`. */
export function bindConfiguration(folder: string, keyPath: string, { name }: UpdateKey): string {
  const { v4, v6 } = nameServerAddress
  const zones = labZones.map(
    (zone) =>
      `zone "${zone}" { type primary; file "${zone}.zone"; allow-update { key "${name}"; }; };\n`,
  )
  return `include "${keyPath}";
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  listen-on { ${v4}; };
  listen-on-v6 { ${v6}; };
  recursion no;
  notify no;
  empty-zones-enable no;
  dnssec-validation no;
};
controls { };
${zones.join('')}`
}

/** knot.conf. Zone files are in the folder, as `<zone>.zone`. */
export function knotConfiguration(folder: string, key: UpdateKey): string {
  const { v4, v6 } = nameServerAddress
  return `server:
    rundir: "${folder}"
    listen: [ ${v4}@53, "${v6}@53" ]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: info
database:
    storage: "${folder}"
key:
  - id: ${key.name}
    algorithm: ${key.algorithm}
    secret: ${key.secret}
acl:
  - id: lab
    key: ${key.name}
    action: update
template:
  - id: default
    storage: "${folder}"
    file: "%s.zone"
    acl: lab
zone:
${labZones.map((zone) => `  - domain: ${zone}\n`).join('')}`
}
