import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'

const LEAST = 32

/**
 * What sessions are signed with. Without TANDEM_SECRET_KEY one is made once and kept beside the embedded database.
 *
 * @throws UsageError on a database that several servers share: each would make its own, and believe no session of the others.
 */
export async function secretKey(env: Pick<Env, 'TANDEM_SECRET_KEY' | 'DATABASE_URL'>, folder: string): Promise<string> {
  const given = env.TANDEM_SECRET_KEY
  if (given !== undefined) {
    if (given.length >= LEAST) return given
    throw new UsageError(
      `TANDEM_SECRET_KEY has ${given.length} characters and needs ${LEAST} or more; make one with: openssl rand -base64 32`,
    )
  }
  if (env.DATABASE_URL !== undefined)
    throw new UsageError(
      'TANDEM_SECRET_KEY is not set: sign-in needs it with a PostgreSQL database, the same for every server of it; make one with: openssl rand -base64 32',
    )
  const file = join(folder, 'secret-key')
  await mkdir(folder, { recursive: true })
  // Made only if it is not there: of two at once the first one's stays.
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(file, 'utf8')).trim()
}
