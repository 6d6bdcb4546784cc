import type { Actor } from '#domain/access.ts'
import { HttpError } from './problem.ts'

/** @throws HttpError 403: a token has no profile and makes no tokens. */
export function personOf(actor: Actor): Actor & { readonly kind: 'user' } {
  if (actor.kind === 'user') return actor
  throw new HttpError({
    status: 403,
    code: 'NOT_A_PERSON',
    message: 'This is for people who are signed in, not for API tokens.',
    remedy: 'Do it on the pages of Tandem.',
  })
}
