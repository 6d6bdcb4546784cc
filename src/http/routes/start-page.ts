import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** What `npm run web:build` writes: the files of each page, beside those of the app itself. */
const pageFiles = z.array(z.object({ path: z.string(), scripts: z.array(z.string()), styles: z.array(z.string()) }))
type PageFiles = z.infer<typeof pageFiles>[number]

/**
 * The app's HTML, which also names what the page that is asked for needs: the browser fetches it beside the app's own script, not
 * after that has run.
 *
 * @returns by path of a request: the HTML; null while the pages are not built. A build beside a running server is noticed.
 */
export function createStartPage(staticDir: string): (path: string) => string | null {
  const index = join(staticDir, 'index.html')
  let read: { readonly mark: string; readonly html: string; readonly pages: readonly PageFiles[] } | null = null
  return (path) => {
    const mark = markOf(index)
    if (mark === null) return null
    if (read?.mark !== mark) read = { mark, html: readFileSync(index, 'utf8'), pages: readPages(staticDir) }
    const [, ...below] = path.match(/^\/c\/[^/]+\/(.+?)\/?$/) ?? []
    const page = below[0] === undefined ? undefined : read.pages.find((one) => fits(one.path, below[0] ?? ''))
    return page === undefined ? read.html : withFiles(read.html, page)
  }
}

function markOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? null : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}

/** Hints alone: without them pages load as well, a little later. */
function readPages(staticDir: string): readonly PageFiles[] {
  try {
    return pageFiles.parse(JSON.parse(readFileSync(join(staticDir, 'page-files.json'), 'utf8')))
  } catch {
    return []
  }
}

/** "records/$link" fits "records/abc". */
function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith('$') || part === given[i])
}

function withFiles(html: string, { scripts, styles }: PageFiles): string {
  const missing = (file: string): boolean => !html.includes(`/${file}"`)
  const hints = [
    ...styles.filter(missing).map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`),
    ...scripts.filter(missing).map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`),
  ]
  return html.replace('</head>', `${hints.join('\n    ')}\n  </head>`)
}
