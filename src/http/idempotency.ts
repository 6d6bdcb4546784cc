import type { Request, Response } from 'express'
import { beginKeyed } from '#app/access/idempotency.ts'
import type { Actor } from '#domain/access.ts'
import type { Instant } from '#domain/instant.ts'
import type { ApiDeps } from './api-deps.ts'
import type { Contract } from './contract/contract.ts'
import { HttpError } from './problem.ts'

interface Answer {
  readonly status: number
  readonly body: string | null
}

export interface Keyed {
  /** This very request was answered before; undefined: it is to be done now. */
  readonly answered?: Answer
  /** Keeps the answer for the same request sent again. */
  keep(answer: Answer): Promise<void>
  /** It came to nothing: it may be sent again. */
  forget(): Promise<void>
}

interface Asked {
  readonly deps: ApiDeps
  readonly actor: Actor | null
  readonly input: { readonly query: unknown; readonly body: unknown }
  readonly at: Instant
}

/**
 * Takes the key of a change, if its sender gave one: whoever sends the same request again, because the answer was lost on the way,
 * gets that answer, and nothing is done twice. @throws HttpError 422 for a key of another request, 409 while the first one runs, and
 * once nobody knows what became of it.
 */
export async function takeKey(
  contract: Contract,
  req: Request,
  { deps, actor, input, at }: Asked,
): Promise<Keyed | null> {
  const key = req.get('idempotency-key')
  if (key === undefined || contract.method === 'GET' || contract.secretBody === true || actor === null) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw refusal(
      400,
      'INVALID_IDEMPOTENCY_KEY',
      'An Idempotency-Key has 1 to 200 visible ASCII characters.',
      'Send another one, such as a UUID.',
    )
  const store = deps.store.idempotency
  const keep = (answer: Answer): Promise<void> =>
    store.end(actor.id, key, contract.secretReply === true ? { ...answer, body: null } : answer)
  const forget = (): Promise<void> => store.forget(actor.id, key)
  const { method, path } = req
  const begun = await beginKeyed(store, { actorId: actor.id, key, method, path, ...input }, at)
  if (begun === 'new') return { keep, forget }
  if (begun === 'other')
    throw refusal(
      422,
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key belongs to another request.',
      'Send a new key with every new request.',
    )
  if (begun === 'lost')
    throw refusal(
      409,
      'OUTCOME_UNKNOWN',
      'The same request was begun and never ended: Tandem was stopped meanwhile, so nobody knows whether it was done.',
      'Look whether it was done, then send it with a new key.',
    )
  if (begun === 'running')
    throw refusal(
      409,
      'STILL_RUNNING',
      'The same request is being worked on.',
      'Send it again in a moment for its answer.',
    )
  if (contract.secretReply === true)
    throw refusal(
      409,
      'ANSWER_NOT_KEPT',
      'This request was done before. Its answer held a secret, which is not kept.',
      'Make a new one where the secret was lost.',
    )
  return { answered: begun, keep: async () => undefined, forget: async () => undefined }
}

export function sendAgain(res: Response, { status, body }: Answer): void {
  res.set('Idempotent-Replay', 'true').status(status)
  if (body === null) res.end()
  else res.type('application/json').send(body)
}

const refusal = (status: number, code: string, message: string, remedy: string): HttpError =>
  new HttpError({ status, code, message, remedy })
