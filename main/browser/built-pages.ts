// The files of the pages, read once at the start: what is not among them then is never served, whatever is asked for.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

export type Page = { type: string; body: Buffer }

/** By path of a request; `/` is index.html. */
export type Pages = ReadonlyMap<string, Page>

/** Other files in the folder, such as source maps, are not for browsers. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Undefined where the pages are not built. */
export function readBuiltPages(folder: string): Pages | undefined {
  const pages = new Map<string, Page>()
  for (const entry of listFiles(folder)) {
    const type = types[extname(entry)]
    if (type === undefined) continue
    pages.set(`/${entry.split(sep).join('/')}`, { type, body: readFileSync(join(folder, entry)) })
  }
  const index = pages.get('/index.html')
  if (index === undefined) return undefined
  // Browsers ask for it by themselves while they show a page that names no icon, as the one of the link.
  const icon = [...pages].find(([path]) => /^\/assets\/icon-[\w-]+\.svg$/.test(path))?.[1]
  if (icon !== undefined) pages.set('/favicon.ico', icon)
  return pages.set('/', index)
}

/** Relative to the folder; regular files only, no links to anywhere. */
function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
