import * as z from 'zod'
import type { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import { errand } from '../shared/lane.ts'
import type { Answer, Call } from './client.ts'
import { toRemoteError } from './errors.ts'
import { COMPOSITE_SIZE, COMPOSITE_WAIT_MS } from './spec.ts'

/**
 * Several calls in one: `/composite` counts as a single API call however many parts it has, and takes five queries or
 * collections. The answer is 200 though parts fail; nothing is taken back, each part commits by itself, in order.
 * Source: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite.html
 */
export const CompositeAnswer = z.looseObject({
  compositeResponse: z.array(
    z.looseObject({ body: z.unknown(), httpStatusCode: z.number(), referenceId: z.string().nullish() }),
  ),
})
export type CompositeAnswer = z.infer<typeof CompositeAnswer>

export const COMPOSITE_PATH = '/composite'

/** The one call for several. Headers beyond the three of the whole are said by each part itself. */
export function toComposite(
  apiVersion: string,
  calls: readonly Call[],
  headers: Readonly<Record<string, string>>,
): Call {
  const compositeRequest = calls.map((call, index) => ({
    method: call.method,
    url: `/services/data/v${apiVersion}${call.path}`,
    referenceId: referenceOf(index),
    httpHeaders: { ...headers, ...call.headers },
    ...(call.body === undefined ? {} : { body: call.body }),
  }))
  return { method: 'POST', path: COMPOSITE_PATH, body: { allOrNone: false, compositeRequest } }
}

const referenceOf = (index: number): string => `part${index}`

/** A value that looks like a reference to another part ("@{part0.id}") would be replaced: such a call travels alone. */
export const mayTravelTogether = (call: Call): boolean =>
  !decodeURIComponent(call.path).includes('@{') && !(JSON.stringify(call.body) ?? '').includes('@{')

/** What became of one part; null when the answer says nothing about it. */
export function partOf(
  answer: CompositeAnswer,
  index: number,
  call: Call,
): { readonly body: unknown } | { readonly error: RemoteError } | null {
  const part = answer.compositeResponse.find(({ referenceId }) => referenceId === referenceOf(index))
  if (part === undefined) return null
  return part.httpStatusCode < 300
    ? { body: part.body }
    : { error: toRemoteError(part.httpStatusCode, part.body, `${call.method} ${call.label ?? call.path}`) }
}

/** How a read that waited for company came out. `alone`: there was none, or it has to be asked by itself. */
export type Joined =
  | { readonly kind: 'alone' }
  | { readonly kind: 'answered'; readonly body: unknown; readonly serverTime: Instant | null }
  | { readonly kind: 'failed'; readonly error: unknown }

interface Waiting {
  readonly call: Call
  readonly settle: (joined: Joined) => void
}

/**
 * Gathers the reads of one moment into composite calls of at most five; those of another errand go by themselves, or an urgent
 * one would wait in the line of one that is not. Never rejects. A part that may succeed later is asked again by itself; a
 * composite that failed as a whole has been repeated by `send` already and fails all its parts.
 */
export function createJoiner(
  apiVersion: string,
  send: (composite: Call) => Promise<Answer<CompositeAnswer>>,
): (call: Call) => Promise<Joined> {
  const lines = new Map<string, { readonly waiting: Waiting[]; readonly timer: NodeJS.Timeout }>()

  const flush = async (key: string): Promise<void> => {
    const line = lines.get(key)
    lines.delete(key)
    clearTimeout(line?.timer)
    const group = line?.waiting ?? []
    if (group.length === 1) return group[0]?.settle({ kind: 'alone' })
    const calls = group.map(({ call }) => call)
    try {
      const { body, serverTime } = await send(toComposite(apiVersion, calls, {}))
      group.forEach(({ call, settle }, index) => {
        const part = partOf(body, index, call)
        if (part === null) settle({ kind: 'alone' })
        else if ('body' in part) settle({ kind: 'answered', body: part.body, serverTime })
        else settle(part.error.disposition === 'retry' ? { kind: 'alone' } : { kind: 'failed', error: part.error })
      })
    } catch (error) {
      for (const { settle } of group) settle({ kind: 'failed', error })
    }
  }

  return (call) =>
    new Promise((settle) => {
      if (!mayTravelTogether(call)) {
        settle({ kind: 'alone' })
        return
      }
      const { lane, purpose } = errand()
      const key = `${lane} ${purpose}`
      const line = lines.get(key) ?? { waiting: [], timer: setTimeout(() => void flush(key), COMPOSITE_WAIT_MS) }
      lines.set(key, line)
      line.waiting.push({ call, settle })
      if (line.waiting.length >= COMPOSITE_SIZE) void flush(key)
    })
}
