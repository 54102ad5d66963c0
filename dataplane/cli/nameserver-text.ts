// What `vip nameserver` says to people.

export const nameserverText = {
  help: `A small authoritative name server with dynamic update (RFC 2136) signed by TSIG (RFC 8945).

Usage: vip nameserver --zone ZONE --key FILE --listen ADDRESS:PORT [OPTION…]

  --zone ZONE          such as vipip.net; may be given several times
  --key FILE           keys that may change the zones, as tsig-keygen writes them; mode 600
  --listen A:P         203.0.113.53:53 or [2001:db8::53]:53, UDP and TCP; may be given several times
  --state-dir DIR      keeps each zone there as a file in master format; without it a zone is kept
                       in memory and begins anew at each start
  --address ADDRESS    of the name server as the new zone tells it; default: those listened on
  --ttl SECONDS        of the new zone's records, and how long a missing name may be remembered (60)
  --delay-ms N         lets each answer wait, as if the server were far away (0)
  --json               prints one line of JSON when it is ready
`,

  missing: (option: string) => `${option} is missing; "vip nameserver --help" says more.`,

  badNumber: (option: string, text: string, greatest: number) =>
    `${option} cannot be "${text}": give a whole number up to ${greatest}.`,

  badZone: (text: string) =>
    `--zone cannot be "${text}": give a domain name of letters, digits and hyphens, such as vipip.net.`,

  badEndpoint: (text: string) =>
    `--listen cannot be "${text}": write it as 203.0.113.53:53 or [2001:db8::53]:53.`,

  badAddress: (text: string) => `--address cannot be "${text}": give an IPv4 or IPv6 address.`,

  noAddress:
    'The zone needs the address of its name server: give it by --address, since --listen has none.',

  ready: ({ zones, listen }: { zones: string[]; listen: string[] }, directory?: string) =>
    `Serving ${zones.join(', ')} on ${listen.join(', ')} (UDP and TCP), ` +
    `${directory === undefined ? 'kept in memory only' : `kept in ${directory}`}. Ctrl-C ends it.\n`,

  failure: (sentence: string) => `vip nameserver: ${sentence}\n`,

  updateLost: (sentence: string) =>
    `vip nameserver: An update was refused, since it could not be kept. ${sentence}\n`,
}
