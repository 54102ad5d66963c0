// A helper with a real control socket and an invented domain, as a program: tests of `vip` start
// it. Usage: fake-helper.ts RUN-DIRECTORY; says `ready` when clients can connect; publishes the event
// of each line of JSON on its standard input, and ends with that, so that it never outlives its test.
import { createInterface } from 'node:readline'
import type { EventNews } from '../../contract/events.ts'
import { systemClock } from '../../lib/clock.ts'
import { ControlServer } from '../control-server.ts'
import { EventLog } from '../event-log.ts'
import { Redaction } from '../redaction.ts'
import { StateHub } from '../state-hub.ts'
import { FakeDomain } from './fake-domain.ts'

const runDirectory = process.argv[2] ?? '.'
const clock = systemClock
const domain = new FakeDomain()
const onFault = (fault: Error) => process.stderr.write(`${fault.message}\n`)
const hub = new StateHub({ clock, facts: domain.facts, onFault })
const events = new EventLog(clock)
domain.onChange = () => {
  hub.changed('status', 'questions', 'knownHosts')
  events.publish({ kind: 'configuration-loaded' })
}
const server = new ControlServer({
  ...{ runDirectory, clock, hub, events, onFault },
  acts: domain.acts,
  redaction: new Redaction(),
  version: '0.1.0',
})
events.publish({ kind: 'helper-ready', version: '0.1.0' })
events.publish({
  ...{ kind: 'peer-agreed', name: 'home.example.org', vip: '240.7.7.7', localVip: '240.1.2.3' },
  ...{ endpoint: '198.51.100.7:10567', rounds: 1, elapsedMs: 31.4, role: 'initiator' },
})
createInterface({ input: process.stdin })
  .on('line', (line) => events.publish(JSON.parse(line) as EventNews))
  .on('close', () => void server.stop())
await server.start()
process.stdout.write('ready\n')
