import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/** Where the server finds which files a page needs. */
const PAGE_FILES = 'page-files.json'
const REGISTRY = new URL('./src/pages.ts', import.meta.url)
const WORTH_IT = 1_024

type Bundle = Rolldown.OutputBundle

/**
 * Writes which scripts and styles each page needs, so that the server names them in its first answer: a browser that learns of a page's
 * own script from the app's script asks for it a round trip and a half second of work later.
 */
export function pageFiles(): Plugin {
  return {
    name: 'tandem-page-files',
    apply: 'build',
    generateBundle(_options, bundle) {
      const pages = pagesOfRegistry().map(({ path, module }) => {
        const chunk = Object.values(bundle).find((one) => one.type === 'chunk' && one.facadeModuleId?.endsWith(module))
        if (chunk?.type !== 'chunk') throw new Error(`pages.ts names ${module}, and no chunk begins there`)
        return { path, ...neededBy(chunk, bundle) }
      })
      this.emitFile({ type: 'asset', fileName: PAGE_FILES, source: JSON.stringify(pages) })
    },
  }
}

/** The registry as text: to load it would load every page. */
function pagesOfRegistry(): readonly { readonly path: string; readonly module: string }[] {
  const text = readFileSync(REGISTRY, 'utf8')
  const inside = text.slice(text.indexOf('const PAGES'), text.indexOf('interface PublicPage'))
  const found = [...inside.matchAll(/path: '([^']+)',.*?import\('\.(\/[^']+)'\)/gs)]
  if (found.length !== inside.split('load:').length - 1)
    throw new Error('pages.ts is written in another form than before')
  return found.map(([, path = '', module = '']) => ({ path, module }))
}

function neededBy(chunk: Rolldown.OutputChunk, bundle: Bundle) {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const visit = (fileName: string): void => {
    const one = bundle[fileName]
    if (one?.type !== 'chunk' || scripts.has(fileName) || one.isEntry) return
    scripts.add(fileName)
    for (const css of one.viteMetadata?.importedCss ?? []) styles.add(css)
    for (const next of one.imports) visit(next)
  }
  visit(chunk.fileName)
  return { scripts: [...scripts], styles: [...styles] }
}

/**
 * Text is written compressed beside itself, as small as it gets: the server compresses nothing anew for each reader. Of the files as they were
 * written: until then, plugins change what is in them.
 */
export function compressed(): Plugin {
  return {
    name: 'tandem-compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter((fileName) => /\.(?:js|css|svg)$/.test(fileName))
      await Promise.all(texts.map((fileName) => compressFile(join(dir, fileName))))
    },
  }
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

async function compressFile(file: string): Promise<void> {
  const bytes = await readFile(file)
  if (bytes.length < WORTH_IT) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${file}.br`, await brotli(bytes, { params }))
  await writeFile(`${file}.gz`, await zip(bytes, { level: 9 }))
}
