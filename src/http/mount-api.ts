import type { Express, Request, RequestHandler } from 'express'
import type { Actor } from '#domain/access.ts'
import { connectionId, type ConnectionId } from '#domain/ids.ts'
import { InvariantError } from '#domain/errors.ts'
import type { ApiDeps, AuditEntry } from './api-deps.ts'
import { pathOf } from './contract/contract.ts'
import type { Contract } from './contract/contract.ts'
import type { CsvFile } from './contract/csv.ts'
import { type Keyed, sendAgain, takeKey } from './idempotency.ts'
import { actorOf, guard, sessionOf } from './middleware/guard.ts'
import { HttpError, parseInput, toProblem } from './problem.ts'
import { reached } from './reached.ts'
import { readBody } from './read-body.ts'
import type { ApiRoute, ConnectionContext, Context, Noted } from './route.ts'
import { sendCsv } from './send-csv.ts'
import { setCookies, visitOf } from './visit.ts'

/** A request of an ordinary operation: a form, a whole sync config. */
const MAX_BODY_BYTES = 1_048_576
/** Where files are taken. */
const MAX_FILE_BYTES = 20 * 1_048_576
const BODY_WITHIN_MS = 15_000

export interface ApiServices {
  readonly deps: ApiDeps
  /** Writes to the audit log. A change that cannot be recorded is told as failed, though it was made. */
  readonly audit: (entry: AuditEntry) => Promise<void>
}

/**
 * Mounts operations in their order, each behind the guard of what it needs.
 *
 * @throws InvariantError when two answer the same method and path, or a change has no name in the audit log.
 */
export function mountApi(app: Express, routes: readonly ApiRoute[], services: ApiServices): void {
  const seen = new Set<string>()
  for (const route of routes) {
    const { contract } = route
    const path = pathOf(contract)
    const address = `${contract.method} ${path}`
    if (seen.has(address) || seen.has(contract.name)) throw new InvariantError(`${address} is declared twice`)
    seen.add(address).add(contract.name)
    const method = contract.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
    app[method](path, guard(contract.access), answer(route, services))
  }
}

function answer({ contract, handle }: ApiRoute, { deps, audit }: ApiServices): RequestHandler {
  return async (req, res) => {
    const at = deps.now()
    const actor = actorOf(res)
    const { connection, params } = addressed(contract, req)
    let noted: Noted = { subject: req.path }
    const record = async (outcome: AuditEntry['outcome'], code?: string): Promise<void> => {
      if (contract.audit === null) return
      const details = { ...noted.details, ...(code === undefined ? {} : { code }) }
      await audit({ at, actor, connection, action: contract.audit, outcome, ...noted, details })
    }
    let keyed: Keyed | null = null
    try {
      const scope = connection === null ? null : reached(deps, actor, connection).scope
      const input = {
        params: parseInput(contract.params, params),
        query: parseInput(contract.query, { ...req.query }),
        body: parseInput(contract.body, await bodyOf(contract, req)),
      }
      keyed = await takeKey(contract, req, { deps, actor, input, at })
      if (keyed?.answered !== undefined) return sendAgain(res, keyed.answered)
      const context: Context | ConnectionContext = {
        ...input,
        // Public operations do not look at it.
        actor: actor as Actor,
        deps,
        visit: visitOf(req),
        sessionId: sessionOf(res),
        setCookies: (cookies) => setCookies(res, cookies),
        now: at,
        note: (what) => {
          noted = what
        },
        ...(scope === null ? {} : { scope }),
      }
      const reply = contract.reply.parse(await handle(context))
      await keyed?.keep(
        reply === undefined ? { status: 204, body: null } : { status: 200, body: JSON.stringify(reply) },
      )
      // From here on it is done, whatever becomes of the entry about it.
      keyed = null
      await record('done')
      if (reply === undefined) res.status(204).end()
      else if (contract.produces !== undefined) await sendCsv(res, reply as CsvFile)
      else res.json(reply)
    } catch (error) {
      await keyed?.forget()
      await record('failed', toProblem(error).code)
      throw error
    } finally {
      if (contract.method !== 'GET') deps.handOn()
    }
  }
}

interface Addressed {
  readonly connection: ConnectionId | null
  readonly params: Readonly<Record<string, unknown>>
}

function addressed({ of }: Contract, { params }: Request): Addressed {
  if (of === 'deployment') return { connection: null, params }
  const { connection, ...rest } = params
  return { connection: connectionId(typeof connection === 'string' ? connection : ''), params: rest }
}

async function bodyOf({ body, access }: Contract, req: Request): Promise<unknown> {
  const isEmpty = req.get('content-length') === undefined && req.get('transfer-encoding') === undefined
  if (isEmpty || req.get('content-length') === '0') return undefined
  if (body.def.type === 'undefined' && req.method === 'GET') return undefined
  if (req.is('application/json') === false)
    throw new HttpError({
      status: 415,
      code: 'NOT_JSON',
      message: 'The body is not JSON.',
      remedy: 'Send it with "Content-Type: application/json".',
    })
  // A few bytes can unpack to gigabytes, and nobody needs it.
  if ((req.get('content-encoding') ?? 'identity') !== 'identity')
    throw new HttpError({
      status: 415,
      code: 'COMPRESSED_BODY',
      message: 'The body is compressed.',
      remedy: 'Send it as it is, without Content-Encoding.',
    })
  const maxBytes = access === 'import' ? MAX_FILE_BYTES : MAX_BODY_BYTES
  const bytes = await readBody(req, { maxBytes, withinMs: BODY_WITHIN_MS })
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new HttpError({
      status: 400,
      code: 'MALFORMED_JSON',
      message: 'The body is not valid JSON in UTF-8.',
      remedy: 'Correct it and send it again.',
      cause,
    })
  }
}
