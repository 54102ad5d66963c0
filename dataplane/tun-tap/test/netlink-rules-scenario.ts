// What `netlink-rules.test.ts` runs in a network namespace; prints what it saw as JSON.
import { execFileSync } from 'node:child_process'

// The sources run as they are: this takes the place of the bundler's define, and must come first.
Object.assign(globalThis, { __NATIVE_ADDON__: process.env['VIP_TEST_ADDON'] })
// Sanitizers are for this process alone.
delete process.env['LD_PRELOAD']
const { addAddress, addRoute, addRule, outerMark, removeRule, setLink } =
  await import('../netlink.ts')

const TABLE = 10_567
const rule = {
  ...{ family: 4 as const, priority: 500, table: TABLE },
  ...{ source: '0.0.0.0', sourceLength: 32, mark: 0, markMask: outerMark() },
}
const rule6 = { family: 6 as const, priority: 501, table: TABLE, mark: 5, markMask: 0xff }

const rules = () => [
  ...execFileSync('ip', ['-4', 'rule'], { encoding: 'utf8' }).split('\n'),
  ...execFileSync('ip', ['-6', 'rule'], { encoding: 'utf8' }).split('\n'),
]

function refusal(act: () => void): string {
  try {
    act()
    return 'taken'
  } catch (error) {
    return (error as Error).message
  }
}

execFileSync('ip', ['link', 'add', 'main0', 'type', 'veth', 'peer', 'name', 'own0'])
for (const name of ['lo', 'main0', 'own0']) setLink(name, { up: true })
addAddress('main0', '192.0.2.1', 24)
addAddress('own0', '240.0.0.1', 32)
const before = rules()
addRoute({
  destination: '192.0.2.7',
  prefixLength: 32,
  interface: 'own0',
  table: TABLE,
  source: '240.0.0.1',
})
addRule(rule)
addRule(rule6)
const present = rules().filter((line) => !before.includes(line))
const way = (...of: string[]) => {
  const text = execFileSync('ip', ['-json', 'route', 'get', '192.0.2.7', ...of], {
    encoding: 'utf8',
  })
  const [route] = JSON.parse(text) as [{ dev: string; prefsrc?: string }]
  return `${route.dev} ${route.prefsrc ?? 'as bound'}`
}
const ways = {
  anyProgram: way(),
  boundProgram: way('from', '192.0.2.1'),
  tunnel: way('mark', String(outerMark())),
}
const twice = refusal(() => addRule(rule))
removeRule(rule)
removeRule(rule6)
const gone = refusal(() => removeRule(rule))
const isAsBefore = JSON.stringify(rules()) === JSON.stringify(before)
process.stdout.write(JSON.stringify({ present, ways, twice, gone, isAsBefore }))
