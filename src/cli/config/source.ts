import { userInfo } from 'node:os'
import { Option, type Command } from 'commander'
import * as z from 'zod'
import { readEnv, required } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import type { ConfigVersion, ConfigVersionHead } from '#ports/store/configs.ts'
import { saveConfig } from '../../compose/save-config.ts'
import { crmAccess } from '../crm-access.ts'
import { openStored } from '../stored.ts'
import type { StoredFlags } from '../stored.ts'

export interface SourceFlags extends StoredFlags {
  readonly server?: string
}

interface NewVersion {
  readonly document: unknown
  readonly comment: string
  /** The version that it was made from. */
  readonly expected: number
}

/** Versions of one connection: in the database, or behind the API of a server that has the embedded database open. */
export interface ConfigSource {
  heads(limit: number): Promise<readonly ConfigVersionHead[]>
  /** The newest versions with what they say, the one in force first. */
  newest(count: number): Promise<readonly ConfigVersion[]>
  /** @param version null: the one in force. @throws UsageError when there is none. */
  get(version: number | null): Promise<ConfigVersion>
  save(version: NewVersion): Promise<{ readonly version: number; readonly saved: boolean }>
  close(): Promise<void>
}

/** The flags that say where the versions are. */
export const withSource = (command: Command): Command =>
  command
    .option('--connection <id>', 'of this connection; needed where there are several')
    .addOption(new Option('--server <address>', 'ask a running server, with TANDEM_API_TOKEN').env('TANDEM_SERVER'))
    .option('--demo [folder]', 'those of the demo')
    .option('--json', 'print the result as one JSON object')

export const openSource = (flags: SourceFlags, say: (line: string) => void): Promise<ConfigSource> =>
  flags.server === undefined ? database(flags, say) : server(flags, flags.server)

async function database(flags: SourceFlags, say: (line: string) => void): Promise<ConfigSource> {
  const opened = await openStored(flags, say)
  const { store, connection } = opened
  return {
    heads: (limit) => store.configs.heads(connection, null, limit),
    newest: async (count) => {
      const last = (await store.configs.newest(connection)) ?? 0
      return (await store.configs.since(connection, last - count + 1)).toReversed()
    },
    get: async (version) => {
      const found =
        version === null ? await store.configs.current(connection) : await store.configs.get(connection, version)
      if (found === null) throw new UsageError(`there is no version ${version ?? 1}: tandem config versions lists them`)
      return found
    },
    save: async ({ document, comment, expected }) => {
      const crm = await crmAccess(readEnv(process.env))
      const { saved } = await saveConfig(store, crm, {
        connection,
        document,
        comment,
        expected,
        author: userInfo().username,
      })
      if (saved.kind !== 'overtaken') return { version: saved.version, saved: saved.kind === 'saved' }
      const by = saved.newest === null ? 'nobody' : `version ${saved.newest.version} by ${saved.newest.author}`
      throw new UsageError(
        `${by} was saved meanwhile: nothing was saved; look at it with tandem config diff and try again`,
      )
    },
    close: () => opened.close(),
  }
}

const head = z.object({ version: z.int(), author: z.string(), comment: z.string(), savedAt: z.iso.datetime() })
const whole = head.extend({ document: z.unknown() })
const list = z.object({ items: z.array(head) })
const kept = z.object({ version: z.int(), saved: z.boolean() })
const session = z.object({ connections: z.array(z.object({ id: z.string() })) })
const problem = z.object({ detail: z.string(), remedy: z.string() })

const toHead = ({ savedAt, ...rest }: z.output<typeof head>): ConfigVersionHead => ({
  ...rest,
  createdAt: Date.parse(savedAt),
})

async function server(flags: SourceFlags, address: string): Promise<ConfigSource> {
  const token = required(readEnv(process.env), 'TANDEM_API_TOKEN', 'a token of the server, made on its page Users')
  const base = address.replace(/\/+$/, '')
  const ask = async <T>(schema: z.ZodType<T>, path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(`${base}/api${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new UsageError(`${base} cannot be reached: check --server`, {}, { cause })
    })
    const json: unknown = await reply.json().catch(() => null)
    if (reply.ok) return schema.parse(json)
    const told = problem.safeParse(json)
    throw new UsageError(told.success ? `${told.data.detail} ${told.data.remedy}` : `${base} answered ${reply.status}`)
  }
  const connection = flags.connection ?? (await onlyOne(await ask(session, '/session')))
  const at = `/connections/${encodeURIComponent(connection)}/config`
  const heads = async (limit: number): Promise<readonly ConfigVersionHead[]> =>
    (await ask(list, `${at}/versions?limit=${Math.min(limit, 200)}`)).items.map(toHead)
  const get = async (version: number | null): Promise<ConfigVersion> => {
    const { document, ...rest } = await ask(whole, version === null ? at : `${at}/versions/${version}`)
    return { ...toHead(rest), document }
  }
  return {
    heads,
    newest: async (count) => Promise.all((await heads(count)).map(({ version }) => get(version))),
    get,
    save: ({ document, comment, expected }) =>
      ask(kept, `${at}/versions`, { document, comment, expectedVersion: expected }),
    close: () => Promise.resolve(),
  }
}

async function onlyOne({ connections }: z.output<typeof session>): Promise<string> {
  const [only, another] = connections
  if (only === undefined) throw new UsageError('this token reaches no connection')
  if (another === undefined) return only.id
  throw new UsageError(`name one of the connections with --connection: ${connections.map(({ id }) => id).join(', ')}`)
}
