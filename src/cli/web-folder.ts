import { stat } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/**
 * The built admin app. On a fresh clone it is built first, which takes some seconds; an image ships it built.
 * Vite is loaded only then: production installs come without it.
 */
export async function webFolder(): Promise<string> {
  const dist = join(ROOT, 'web/dist')
  const built = await stat(join(dist, 'index.html')).then(
    () => true,
    () => false,
  )
  if (!built) {
    process.stderr.write('Building the admin app (once) ...\n')
    const { build } = await import('vite')
    await build({ root: join(ROOT, 'web'), logLevel: 'error' })
  }
  return dist
}
