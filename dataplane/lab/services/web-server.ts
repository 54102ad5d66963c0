// nginx on one host of the lab, with a page that says which host that is.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunDirectory } from '../run-directory.ts'
import type { Service, ServiceMachine } from './service.ts'

/** What is put here is served, as long as the lab is up. */
export function webFolder(directory: RunDirectory, machine: ServiceMachine): string {
  return join(directory.file(`web-${machine}`), 'pages')
}

const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

export const webServer: Service = {
  program: 'nginx',
  port: 80,
  prepare({ directory, machine }, path) {
    const pages = webFolder(directory, machine)
    const folder = directory.file(`web-${machine}`)
    mkdirSync(pages, { recursive: true, mode: 0o700 })
    writeFileSync(join(pages, 'index.html'), `<h1>Host ${machine} of the lab</h1>\n`)
    const file = join(folder, 'nginx.conf')
    // The user: pages are in a folder that is closed to all but root, where root starts it.
    const settings = `user root;
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder};`).join(' ')}
  server { listen 80; listen [::]:80; root ${pages}; }
}
`
    writeFileSync(file, settings, { mode: 0o600 })
    return [path, '-p', folder, '-e', 'stderr', '-c', file]
  },
}
